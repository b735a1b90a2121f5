"""Awards in and out of Postgres; one stands for one achievement, and Postgres sees to it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.exemplars.domain.awards import GivenAward
from services.registry.exemplars.tables.nominations import awards
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode


async def add_award(tx: Transaction, award: GivenAward) -> bool:
    """Keep an award, unless one stands for the achievement."""
    row = {column.name: getattr(award, column.name) for column in awards.c}
    added = insert(awards).values(row).on_conflict_do_nothing().returning(awards.c.id)
    return (await tx.execute(added)).scalar_one_or_none() is not None


async def find_standing(tx: Transaction, achievement_id: UUID) -> GivenAward | None:
    """The award that stands for an achievement."""
    stands = sa.and_(awards.c.achievement_id == achievement_id, awards.c.revoked_on.is_(None))
    row = (await tx.execute(sa.select(awards).where(stands))).mappings().first()
    return _award(row) if row else None


async def revoke_awards(tx: Transaction, nomination_id: UUID, *, day: date) -> None:
    """Let the award of a nomination stand no longer."""
    of_it = sa.and_(awards.c.nomination == nomination_id, awards.c.revoked_on.is_(None))
    await tx.execute(awards.update().where(of_it).values(revoked_on=day))


async def list_awards(tx: Transaction, nominations: Collection[UUID]) -> list[GivenAward]:
    """The awards given for nominations, revoked ones among them."""
    query = sa.select(awards).where(awards.c.nomination.in_(list(nominations)))
    rows = (await tx.execute(query.order_by(awards.c.given_on))).mappings()
    return [_award(row) for row in rows]


def _award(row: sa.RowMapping) -> GivenAward:
    return GivenAward(**{**row, "unit": UnitCode(row["unit"]), "host": PlaceCode(row["host"])})
