"""Ballots and tallies in and out of Postgres."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.surveys.domain.ballots import Ballot
from services.surveys.domain.tallies import ENOUGH_TO_TELL, Tally, Waiting
from services.surveys.tables import ballots, imports
from shared.chassis.database import Transaction, driver

COLUMNS = ("id", "unit", "cast_on", "level", "channel", "recorded_at")

LOCK_RIPE = """
    SELECT id, unit, cast_on, level FROM ballots
    WHERE tally_id IS NULL AND (cast_on < $1 OR (cast_on, unit) IN (
        SELECT cast_on, unit FROM ballots WHERE tally_id IS NULL AND cast_on >= $1
        GROUP BY cast_on, unit HAVING count(*) >= $2))
    ORDER BY cast_on, unit LIMIT $3
    FOR UPDATE SKIP LOCKED
"""
MARK_TOLD = """
    UPDATE ballots SET tally_id = told.tally
    FROM unnest($1::uuid[], $2::uuid[]) AS told (ballot, tally) WHERE id = told.ballot
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many ballots there are, and how many of them no tally has told."""

    counted: int
    waiting: int


async def add_ballots(
    tx: Transaction, cast: Iterable[Ballot], *, recorded_at: datetime
) -> None:
    """Put ballots into the box; the ids are random, so they tell no order."""
    rows = [
        (uuid4(), ballot.unit, ballot.cast_on, ballot.level, ballot.channel, recorded_at)
        for ballot in cast
    ]
    connection = await driver(tx)
    await connection.copy_records_to_table("ballots", records=rows, columns=COLUMNS)


async def add_import(
    tx: Transaction, digest: bytes, *, rows: int, now: datetime
) -> datetime | None:
    """Note that a file is imported; when it was before, if it was, and nothing is noted."""
    note = insert(imports).values(digest=digest, rows=rows, imported_at=now)
    noted = await tx.execute(note.on_conflict_do_nothing().returning(imports.c.digest))
    if noted.scalar_one_or_none() is not None:
        return None
    before = sa.select(imports.c.imported_at).where(imports.c.digest == digest)
    moment: datetime = (await tx.execute(before)).scalar_one()
    return moment


async def lock_ripe(tx: Transaction, *, today: date, limit: int) -> list[Waiting]:
    """Ballots that look ripe for telling, held until the transaction ends.

    What another replica is telling at this moment is passed over.
    """
    connection = await driver(tx)
    rows = await connection.fetch(LOCK_RIPE, today, ENOUGH_TO_TELL, limit)
    return [Waiting(**dict(row)) for row in rows]


async def mark_told(tx: Transaction, tallies: Sequence[tuple[Tally, UUID]]) -> None:
    """Write down which tally told which ballots."""
    pairs = [(ballot, tally_id) for tally, tally_id in tallies for ballot in tally.ballots]
    connection = await driver(tx)
    await connection.execute(MARK_TOLD, [b for b, _ in pairs], [t for _, t in pairs])


async def load_standing(tx: Transaction) -> Standing:
    """How full the box is."""
    waiting = sa.func.count().filter(ballots.c.tally_id.is_(None))
    row = (await tx.execute(sa.select(sa.func.count(), waiting).select_from(ballots))).one()
    return Standing(counted=row[0], waiting=row[1])
