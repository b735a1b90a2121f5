"""The archive: every fact as it came, once, by civic day, never changed."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.reporting.domain.measures import MeasureCell
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

COLUMNS = (
    *("event_id", "day", "path", "node", "name", "unit"),
    *("occurred_at", "recorded_at", "epoch", "nseq", "body"),
)
PARTITION = (
    "CREATE TABLE IF NOT EXISTS archive_{month} PARTITION OF archive"
    " FOR VALUES FROM ('{first}') TO ('{following}')"
)
PARTITIONS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'archive'::regclass"
)
PARTITION_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('archive partitions', 0))"
ADD_DIGESTS = """
INSERT INTO digests (node, day, facts, hash)
SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[], $4::bigint[])
ON CONFLICT (node, day) DO UPDATE
SET facts = digests.facts + excluded.facts, hash = digests.hash # excluded.hash,
  heard_at = now()"""
DIGESTS = "SELECT node, day, facts, hash FROM digests WHERE facts > 0 AND day BETWEEN $1 AND $2"
OURS = "reporting."
"""What levels of reporting tell each other. It is kept, but a place that has told nothing
else has reported nothing: its days count nought facts and only show that it was heard."""
CHUNK = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """One fact of the archive. `path` leads from here to the speaker, joined by “/”."""

    event_id: UUID
    day: date
    path: str
    node: str
    name: str
    unit: str | None
    occurred_at: datetime
    recorded_at: datetime
    epoch: int
    nseq: int
    body: bytes

    def row(self) -> tuple[object, ...]:
        """In the order of `COLUMNS`."""
        return (
            *(self.event_id, self.day, self.path, self.node, self.name, self.unit),
            *(self.occurred_at, self.recorded_at, self.epoch, self.nseq, self.body.decode()),
        )


class Archive:
    """Writes facts down; remembers which months have a partition."""

    def __init__(self) -> None:
        self._months: set[str] = set()

    async def add(self, tx: Transaction, facts: Sequence[Archived]) -> None:
        """Write facts down. They are new: the inbox has seen to that."""
        connection = await driver(tx)
        months = {f"{day:%Y_%m}" for day in {fact.day for fact in facts}}
        if not months <= self._months:
            await self._make_room(tx, facts)
        rows = [fact.row() for fact in facts]
        await connection.copy_records_to_table("archive", records=rows, columns=COLUMNS)
        await _add_digests(tx, facts)

    async def _make_room(self, tx: Transaction, facts: Sequence[Archived]) -> None:
        connection = await driver(tx)
        await connection.execute(PARTITION_LOCK)
        known = {row[0].removeprefix("archive_") for row in await connection.fetch(PARTITIONS)}
        firsts = {fact.day.replace(day=1) for fact in facts}
        for first in sorted(firsts):
            month = f"{first:%Y_%m}"
            if month not in known:
                following = _month_after(first)
                statement = PARTITION.format(month=month, first=first, following=following)
                await connection.execute(statement)
        # Only what is committed is remembered: a rollback takes a new partition with it.
        self._months = known


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def hash_of(event_id: UUID) -> int:
    """Eight bytes of an id as a signed number; exclusive-or of them does not know order."""
    return int.from_bytes(event_id.bytes[8:], signed=True)


async def _add_digests(tx: Transaction, facts: Sequence[Archived]) -> None:
    sums: dict[tuple[str, date], tuple[int, int]] = {}
    for fact in facts:
        count, digest = sums.setdefault((fact.node, fact.day), (0, 0))
        if not fact.name.startswith(OURS):
            sums[fact.node, fact.day] = (count + 1, digest ^ hash_of(fact.event_id))
    keys = sorted(sums)
    connection = await driver(tx)
    await connection.execute(
        ADD_DIGESTS,
        [node for node, _ in keys],
        [day for _, day in keys],
        [sums[key][0] for key in keys],
        [sums[key][1] for key in keys],
    )


async def list_digests(
    tx: Transaction, first: date, last: date
) -> list[tuple[str, date, int, int]]:
    """Count and hash of the facts of each node and day."""
    connection = await driver(tx)
    rows = await connection.fetch(DIGESTS + " ORDER BY node, day", first, last)
    return [(row["node"], row["day"], row["facts"], row["hash"]) for row in rows]


async def reporting_nodes(tx: Transaction, first: date, last: date) -> frozenset[str]:
    """The nodes that have told any fact dated in these days, apart from `OURS`."""
    connection = await driver(tx)
    rows = await connection.fetch(
        "SELECT DISTINCT node FROM digests WHERE facts > 0 AND day BETWEEN $1 AND $2",
        first,
        last,
    )
    return frozenset(row["node"] for row in rows)


async def last_heard(tx: Transaction) -> dict[str, datetime]:
    """When a fact of each node was last written down, this node's own among them."""
    connection = await driver(tx)
    rows = await connection.fetch("SELECT node, max(heard_at) FROM digests GROUP BY node")
    return {row[0]: row[1] for row in rows}


async def facts_by_node(tx: Transaction) -> dict[str, int]:
    """How many facts of each node are written down here, apart from `OURS`."""
    connection = await driver(tx)
    rows = await connection.fetch("SELECT node, sum(facts)::bigint FROM digests GROUP BY node")
    return {row[0]: row[1] for row in rows}


async def every_fact(tx: Transaction) -> AsyncIterator[tuple[str, dict[str, object]]]:
    """Name and content of every fact ever heard, as the archive keeps them."""
    connection = await driver(tx)
    async for row in connection.cursor("SELECT name, body FROM archive", prefetch=CHUNK):
        yield row["name"], row["body"]


async def digest_cells(tx: Transaction) -> dict[MeasureCell, int]:
    """Every node's day as it was added up while facts came in: how many, and their hash."""
    connection = await driver(tx)
    query = "SELECT node, day, facts, hash FROM digests"
    sums = {(row[0], row[1]): (row[2], row[3]) for row in await connection.fetch(query)}
    return _as_cells(sums)


async def recounted_digest_cells(tx: Transaction) -> dict[MeasureCell, int]:
    """The same worked out anew from the archive itself."""
    connection = await driver(tx)
    sums: dict[tuple[str, date], tuple[int, int]] = {}
    query = "SELECT node, day, event_id FROM archive WHERE NOT starts_with(name, $1)"
    async for node, day, event_id in connection.cursor(query, OURS, prefetch=CHUNK):
        count, digest = sums.get((node, day), (0, 0))
        sums[node, day] = (count + 1, digest ^ hash_of(event_id))
    return _as_cells(sums)


def _as_cells(sums: dict[tuple[str, date], tuple[int, int]]) -> dict[MeasureCell, int]:
    counts = {
        MeasureCell("(facts)", UnitCode(n), day): facts for (n, day), (facts, _) in sums.items()
    }
    hashes = {
        MeasureCell("(hash)", UnitCode(n), day): digest
        for (n, day), (_, digest) in sums.items()
    }
    return counts | hashes


# `day >=` says no more than the line below it; by it Postgres leaves out whole months.
FACTS_OF = """
SELECT event_id, day, unit, name, node, body FROM archive
WHERE name = ANY($1::text[]) AND unit = ANY($2::text[]) AND day >= $3
  AND (day, event_id) > ($3, $4)
ORDER BY day, event_id LIMIT $5"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A fact as the archive shows it to somebody who opens a number."""

    event_id: UUID
    day: date
    unit: str
    name: str
    node: str
    body: dict[str, object]


async def facts_named(
    tx: Transaction,
    names: Sequence[str],
    units: Sequence[str],
    *,
    after: tuple[date, UUID],
    limit: int,
) -> list[Kept]:
    """Facts of these names about these units, from a position on."""
    connection = await driver(tx)
    rows = await connection.fetch(FACTS_OF, list(names), list(units), *after, limit)
    columns = ("event_id", "day", "unit", "name", "node")
    return [Kept(**{c: row[c] for c in columns}, body=row["body"]) for row in rows]
