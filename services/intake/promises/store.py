"""What became of promises: each day that moved, each that passed in vain."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.promises.domain import (
    ClockMove,
    ClockSubject,
    Promise,
    PromiseSubject,
    SubjectKind,
)
from services.intake.promises.tables import clock_moves, promises_missed
from shared.chassis.database import Transaction

missed = promises_missed.c


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
    return [
        ClockMove(**dict(row) | {"subject_kind": ClockSubject(row["subject_kind"])})
        for row in rows.mappings()
    ]


async def note_missed(
    tx: Transaction,
    promises: Sequence[Promise],
    *,
    said_on: Mapping[tuple[UUID, date], date],
    on: date,
    now: datetime,
) -> list[Promise]:
    """Note promises as broken; says which were not noted before.

    `said_on`: when it was apologised for, by subject and promised day, if it was.
    """
    if not promises:
        return []
    rows = [
        {
            "subject_kind": one.subject.kind.value,
            "subject": one.subject.id,
            "promised_on": one.promised_on,
            "unit": one.unit,
            "ref": one.ref,
            "missed_on": on,
            "noted_at": now,
            "apologised_on": said_on.get((one.subject.id, one.promised_on)),
        }
        for one in promises
    ]
    kept = insert(promises_missed).values(rows).on_conflict_do_nothing()
    found = await tx.execute(kept.returning(missed.subject, missed.promised_on))
    new = {(row.subject, row.promised_on) for row in found}
    return [one for one in promises if (one.subject.id, one.promised_on) in new]


async def note_apologies(
    tx: Transaction, told: Sequence[tuple[PromiseSubject, date]], *, on: date
) -> set[tuple[UUID, date]]:
    """Note that broken promises were apologised for; says which of them had been broken."""
    done: set[tuple[UUID, date]] = set()
    by_kind = {
        kind: [broken for broken in told if broken[0].kind is kind] for kind in SubjectKind
    }
    for kind, some in by_kind.items():
        if some:
            done |= await _note_apologies(tx, kind, some, on=on)
    return done


async def _note_apologies(
    tx: Transaction, kind: SubjectKind, told: Sequence[tuple[PromiseSubject, date]], *, on: date
) -> set[tuple[UUID, date]]:
    keys = [(subject.id, day) for subject, day in told]
    noted = (
        promises_missed.update()
        .where(
            missed.subject_kind == kind.value,
            sa.tuple_(missed.subject, missed.promised_on).in_(keys),
            missed.apologised_on.is_(None),
        )
        .values(apologised_on=on)
        .returning(missed.subject, missed.promised_on)
    )
    return {(row.subject, row.promised_on) for row in await tx.execute(noted)}


async def count_silent(
    tx: Transaction, *, units: Sequence[str] | None = None
) -> list[tuple[str, int]]:
    """How many broken promises nobody has apologised for, by unit."""
    query = (
        sa.select(missed.unit, sa.func.count())
        .where(missed.apologised_on.is_(None))
        .group_by(missed.unit)
        .order_by(missed.unit)
    )
    if units is not None:
        query = query.where(missed.unit.in_(units))
    return [(unit, count) for unit, count in await tx.execute(query)]
