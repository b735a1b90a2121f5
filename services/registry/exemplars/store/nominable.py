"""Models as exemplars: which may be put forward, what they are called, whether they spread."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.registry.exemplars.domain.exemplars import Nomination
from services.registry.models.domain.models import PUBLIC_STATES, ModelState
from services.registry.models.tables import models
from shared.chassis.database import Transaction

MOST = 300
PUBLIC = [state.value for state in PUBLIC_STATES]


@dataclass(frozen=True, slots=True)
class NominableModel:
    """A model that may be put forward."""

    id: UUID
    title: str
    unit: str


async def list_nominable(tx: Transaction, units: Collection[str]) -> list[NominableModel]:
    """The registered models of units, the newest first."""
    query = (
        sa.select(models.c.id, models.c.title, models.c.unit)
        .where(models.c.unit.in_(list(units)), models.c.state.in_(PUBLIC))
        .order_by(models.c.year.desc(), models.c.id.desc())
        .limit(MOST)
    )
    return [NominableModel(row.id, row.title, row.unit) for row in await tx.execute(query)]


async def is_nominable(tx: Transaction, model: UUID, *, unit: str) -> bool:
    """Whether a unit has registered a model."""
    query = sa.select(models.c.id).where(
        models.c.id == model, models.c.unit == unit, models.c.state.in_(PUBLIC)
    )
    return (await tx.execute(query)).first() is not None


async def titles_of(tx: Transaction, nominations: Iterable[Nomination]) -> dict[UUID, str]:
    """What nominated models are called, by nomination; their titles are public."""
    nominated = {n.model: n.id for n in nominations if n.model is not None}
    query = sa.select(models.c.id, models.c.title).where(models.c.id.in_(list(nominated)))
    return {nominated[row.id]: row.title for row in await tx.execute(query)}


async def is_replicated(tx: Transaction, model: UUID | None) -> bool:
    """Whether another unit has taken a model over."""
    of_it = models.c.id == model, models.c.state == ModelState.REPLICATED.value
    return (await tx.execute(sa.select(models.c.id).where(*of_it))).first() is not None
