"""Every move of a promise, as it is kept."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.domain.clock_moves import ClockMove, ClockSubject
from services.intake.cases.tables import clock_moves
from shared.chassis.database import Transaction


async def add_clock_move(tx: Transaction, move: ClockMove) -> None:
    """Keep that a promise moved, from where to where, and why."""
    await tx.execute(clock_moves.insert().values(asdict(move)))


async def add_clock_moves(tx: Transaction, moves: Sequence[ClockMove]) -> None:
    """Keep many moves at once."""
    if moves:
        await tx.execute(clock_moves.insert(), [asdict(move) for move in moves])


async def list_clock_moves(
    tx: Transaction, subject_kind: ClockSubject, subject_id: UUID
) -> list[ClockMove]:
    """The moves of one promise, the oldest first."""
    query = sa.select(clock_moves).where(
        clock_moves.c.subject_kind == subject_kind.value, clock_moves.c.subject_id == subject_id
    )
    rows = await tx.execute(query.order_by(clock_moves.c.moved_at, clock_moves.c.id))
    return [_move(dict(row)) for row in rows.mappings()]


def _move(row: dict[str, Any]) -> ClockMove:
    return ClockMove(**row | {"subject_kind": ClockSubject(row["subject_kind"])})
