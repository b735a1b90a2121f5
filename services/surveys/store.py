"""Ballots and tallies in and out of Postgres."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.surveys.domain.ballots import LEVELS, Ballot
from services.surveys.domain.tallies import Pile, Sheaf, Tally
from services.surveys.tables import ballots, imports
from shared.chassis.database import Transaction, driver

COLUMNS = ("id", "unit", "cast_on", "level", "channel", "recorded_at")

TELL_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('surveys tallies', 0))"
UNTOLD = """
    SELECT unit, cast_on, count(*) AS ballots FROM ballots
    WHERE tally_id IS NULL GROUP BY unit, cast_on
"""
# What is counted is exactly what is marked, be there more by now than when it was looked at.
TELL = """
    WITH told AS (
        UPDATE ballots SET tally_id = sheaf.tally_id
        FROM unnest($1::uuid[], $2::text[], $3::date[]) AS sheaf (tally_id, unit, cast_on)
        WHERE ballots.tally_id IS NULL
          AND ballots.unit = sheaf.unit AND ballots.cast_on = sheaf.cast_on
        RETURNING sheaf.tally_id, ballots.level)
    SELECT tally_id, level, count(*) AS ballots FROM told GROUP BY tally_id, level
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


async def untold_piles(tx: Transaction) -> list[Pile]:
    """What waits to be told; nothing while another replica is telling.

    Until the transaction ends nobody else tells, so nobody sees half a sheaf.
    """
    connection = await driver(tx)
    if not await connection.fetchval(TELL_ALONE):
        return []
    return [Pile(**dict(row)) for row in await connection.fetch(UNTOLD)]


async def tell(tx: Transaction, sheaves: Mapping[UUID, Sheaf]) -> dict[UUID, Tally]:
    """Mark every ballot of each sheaf as told by the tally of that id, and count them."""
    piles = [(i, pile.unit, pile.cast_on) for i, s in sheaves.items() for pile in s.piles]
    connection = await driver(tx)
    rows = await connection.fetch(TELL, *(list(column) for column in zip(*piles, strict=True)))
    counts = {(row["tally_id"], row["level"]): row["ballots"] for row in rows}
    return {
        i: Tally(
            unit=sheaf.unit,
            cast_on=sheaf.cast_on,
            levels=tuple(counts.get((i, level), 0) for level in LEVELS),
        )
        for i, sheaf in sheaves.items()
    }


async def load_standing(tx: Transaction) -> Standing:
    """How full the box is."""
    waiting = sa.func.count().filter(ballots.c.tally_id.is_(None))
    row = (await tx.execute(sa.select(sa.func.count(), waiting).select_from(ballots))).one()
    return Standing(counted=row[0], waiting=row[1])
