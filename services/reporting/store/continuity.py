"""Marks of continuity: how far each place's facts are written down, and what is missing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.reporting.domain.continuity import Cursor
from shared.chassis.database import Transaction, driver

FIND_OR_MAKE = """
INSERT INTO cursors (path, service, epoch)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) ON CONFLICT DO NOTHING"""
HOLD = """
SELECT cursors.* FROM cursors
JOIN unnest($1::text[], $2::text[], $3::int[]) AS wanted (path, service, epoch)
USING (path, service, epoch) ORDER BY path, service, epoch FOR UPDATE"""
MOVE = """
UPDATE cursors SET nseq = $4, ahead = $5, heard_at = now(),
  moved_at = CASE WHEN nseq < $4 THEN now() ELSE moved_at END
WHERE path = $1 AND service = $2 AND epoch = $3"""
RAISE_HEAD = """
INSERT INTO cursors (path, service, epoch, head) VALUES ($1, $2, $3, $4)
ON CONFLICT (path, service, epoch) DO UPDATE SET head = greatest(cursors.head, excluded.head)"""
# Whoever holds several cursors takes them in the order of their keys, so that nobody waits
# in a ring.
UNRECEIPTED = """
UPDATE cursors SET receipted = nseq WHERE (path, service, epoch) IN (
  SELECT path, service, epoch FROM cursors
  WHERE path <> '' AND strpos(path, '/') = 0 AND receipted < nseq
  ORDER BY path, service, epoch FOR UPDATE)
RETURNING path, service, epoch, nseq"""
UNTOLD = """
UPDATE cursors SET told = nseq WHERE (path, service, epoch) IN (
  SELECT path, service, epoch FROM cursors
  WHERE NOT (path = '' AND service = 'reporting') AND (told < nseq OR $1)
  ORDER BY path, service, epoch FOR UPDATE)
RETURNING path, service, epoch, nseq"""
# The parent may be quicker to write our facts down than we are ourselves.
AT_PARENT = """
INSERT INTO cursors (path, service, epoch, at_parent) VALUES ('', $1, $2, $3)
ON CONFLICT (path, service, epoch)
DO UPDATE SET at_parent = greatest(cursors.at_parent, excluded.at_parent)"""
HOLED = """
SELECT * FROM cursors WHERE ahead <> '[]'::jsonb OR head > nseq
ORDER BY path, service, epoch FOR UPDATE SKIP LOCKED"""
HOLE_SEEN = """
UPDATE cursors SET hole_since = now() WHERE (path, service, epoch) IN (
  SELECT path, service, epoch FROM cursors
  WHERE (ahead <> '[]'::jsonb OR head > nseq) AND hole_since IS NULL
  ORDER BY path, service, epoch FOR UPDATE)"""
HOLE_GONE = """
UPDATE cursors SET hole_since = NULL, requested_at = NULL
WHERE (path, service, epoch) IN (
  SELECT path, service, epoch FROM cursors
  WHERE hole_since IS NOT NULL AND ahead = '[]'::jsonb AND head <= nseq
  ORDER BY path, service, epoch FOR UPDATE)"""
ASKED = """
UPDATE cursors SET requested_at = now() WHERE path = $1 AND service = $2 AND epoch = $3"""

Key = tuple[str, str, int]
"""Path, service, epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One numbered sequence as heard here."""

    path: str
    service: str
    epoch: int
    cursor: Cursor
    head: int
    at_parent: int
    heard_at: datetime | None
    moved_at: datetime | None
    hole_since: datetime | None
    requested_at: datetime | None

    @property
    def known_head(self) -> int:
        """The last number known to exist."""
        last = self.cursor.ahead[-1][1] if self.cursor.ahead else self.cursor.nseq
        return max(self.head, last)


async def hold_tracks(tx: Transaction, keys: Iterable[Key]) -> dict[Key, Track]:
    """The tracks of these keys, made where new, held until the transaction ends."""
    columns = list(zip(*sorted(keys), strict=True))
    connection = await driver(tx)
    await connection.execute(FIND_OR_MAKE, *columns)
    rows = await connection.fetch(HOLD, *columns)
    return {(row["path"], row["service"], row["epoch"]): _track(row) for row in rows}


async def move(tx: Transaction, moved: Sequence[tuple[Key, Cursor]]) -> None:
    """Write cursors down."""
    connection = await driver(tx)
    rows = [(*key, cursor.nseq, json.dumps(cursor.ahead)) for key, cursor in moved]
    await connection.executemany(MOVE, rows)


async def raise_heads(tx: Transaction, heads: Iterable[tuple[Key, int]]) -> None:
    """Note how far places below say that their own record reaches."""
    connection = await driver(tx)
    await connection.executemany(RAISE_HEAD, sorted((*key, head) for key, head in heads))


async def take_unreceipted(tx: Transaction) -> list[tuple[Key, int]]:
    """How far each child was heard since the last receipt; noted as receipted."""
    return await _marks(tx, UNRECEIPTED)


async def take_untold(tx: Transaction, *, everything: bool) -> list[tuple[Key, int]]:
    """How far each track has moved since the parent was told; noted as told."""
    return await _marks(tx, UNTOLD, everything)


async def _marks(tx: Transaction, statement: str, *arguments: object) -> list[tuple[Key, int]]:
    connection = await driver(tx)
    rows = await connection.fetch(statement, *arguments)
    marks = [((row["path"], row["service"], row["epoch"]), row["nseq"]) for row in rows]
    return sorted(marks)


async def note_at_parent(tx: Transaction, marks: Iterable[tuple[str, int, int]]) -> None:
    """Note how far the parent has receipted: service, epoch, number."""
    connection = await driver(tx)
    await connection.executemany(AT_PARENT, sorted(marks))


async def hold_holed(tx: Transaction) -> list[Track]:
    """The tracks with something missing; since when is noted."""
    connection = await driver(tx)
    await connection.execute(HOLE_GONE)
    await connection.execute(HOLE_SEEN)
    return [_track(row) for row in await connection.fetch(HOLED)]


async def note_asked(tx: Transaction, keys: Iterable[Key]) -> None:
    """Note that what is missing has been asked for."""
    connection = await driver(tx)
    await connection.executemany(ASKED, sorted(keys))


async def all_tracks(tx: Transaction) -> list[Track]:
    """Every track there is."""
    connection = await driver(tx)
    rows = await connection.fetch("SELECT * FROM cursors ORDER BY path, service, epoch")
    return [_track(row) for row in rows]


def _track(row: asyncpg.Record) -> Track:
    ahead = tuple((first, last) for first, last in row["ahead"])
    same = ("path", "service", "epoch", "head", "at_parent")
    times = ("heard_at", "moved_at", "hole_since", "requested_at")
    return Track(
        cursor=Cursor(row["nseq"], ahead), **{name: row[name] for name in (*same, *times)}
    )
