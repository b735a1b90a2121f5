"""What became of models, in and out of Postgres: steps, evidence, copies, and their lines."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.model_moves import Evidence, ModelMove
from services.registry.models.domain.model_steps import ModelStep
from services.registry.models.tables import model_copies, model_evidence, model_moves
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

MOST_COPIES = 2000


async def add_move(tx: Transaction, move: ModelMove) -> bool:
    """Keep a step; False if it is known already."""
    row = {name: getattr(move, name) for name in ModelMove.__slots__} | {
        "step": move.step.value
    }
    kept = insert(model_moves).values(row).on_conflict_do_nothing()
    return (await tx.execute(kept.returning(model_moves.c.id))).scalar_one_or_none() is not None


async def list_moves(tx: Transaction, model: UUID) -> list[ModelMove]:
    """The steps a model took, the latest first."""
    query = sa.select(model_moves).where(model_moves.c.model == model)
    rows = await tx.execute(
        query.order_by(model_moves.c.happened_on.desc(), model_moves.c.id.desc())
    )
    return [ModelMove(**{**row, "step": ModelStep(row["step"])}) for row in rows.mappings()]


async def add_evidence(tx: Transaction, evidence: Evidence) -> None:
    """Keep a piece of evidence."""
    row = {name: getattr(evidence, name) for name in Evidence.__slots__}
    await tx.execute(model_evidence.insert().values(row))


async def list_evidence(tx: Transaction, model: UUID) -> list[Evidence]:
    """What was shown of a model, the latest first."""
    query = sa.select(model_evidence).where(model_evidence.c.model == model)
    ordered = query.order_by(model_evidence.c.happened_on.desc(), model_evidence.c.id.desc())
    return [Evidence(**row) for row in (await tx.execute(ordered)).mappings()]


async def save_copy(tx: Transaction, copy: Copy) -> None:
    """Keep that a model is followed; told again by the same unit, its reach is renewed."""
    row = {name: getattr(copy, name) for name in Copy.__slots__}
    kept = insert(model_copies).values(row)
    renewed = {"reached": kept.excluded.reached, "since": kept.excluded.since}
    same = kept.excluded.unit == model_copies.c.unit
    upsert = kept.on_conflict_do_update(index_elements=["copy"], set_=renewed, where=same)
    await tx.execute(upsert)


FAMILY = sa.text("""
WITH RECURSIVE above AS (
  SELECT CAST(:model AS uuid) AS model, ARRAY[CAST(:model AS uuid)] AS seen
  UNION ALL
  SELECT c.source, above.seen || c.source FROM model_copies c
    JOIN above ON c.copy = above.model WHERE c.source <> ALL (above.seen)),
family AS (
  SELECT c.* FROM model_copies c WHERE c.source IN (SELECT model FROM above)
  UNION
  SELECT c.* FROM model_copies c JOIN family ON c.source = family.copy)
SELECT * FROM family LIMIT :most
""")


async def list_family(tx: Transaction, model: UUID) -> Sequence[Copy]:
    """Every copy a model has to do with: those it descends from, and all their offshoots."""
    rows = await tx.execute(FAMILY, {"model": model, "most": MOST_COPIES})
    return [
        Copy(**{**row, "unit": UnitCode(row["unit"]), "host": PlaceCode(row["host"])})
        for row in rows.mappings()
    ]
