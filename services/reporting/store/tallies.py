"""The tallies: how much each measure comes to, by unit and day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from services.reporting.domain.measures import Cell
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

ADD = """
INSERT INTO tallies (unit, day, measure, amount)
SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[])
ON CONFLICT (unit, day, measure) DO UPDATE SET amount = tallies.amount + excluded.amount"""
# Every slice of a unit's days with the part of the answer it belongs to; a unit that was
# divided has several for the same days.
SLICED = """
FROM unnest($1::text[], $2::date[], $3::date[], $4::int[]) AS slice (unit, first, last, part)
JOIN tallies ON tallies.unit = slice.unit AND tallies.day BETWEEN slice.first AND slice.last
WHERE (measure = ANY($6::text[]) OR day >= $5) AND """
SUMS = f"SELECT part, measure, sum(amount)::bigint AS amount {SLICED}"
MONTHS = f"""
SELECT part, date_trunc('month', day)::date AS month, measure, sum(amount)::bigint AS amount
{SLICED}"""
SPAN = "SELECT min(day), max(day) FROM tallies"
VERSION_ROW = "(version)"
VERSION = "SELECT fingerprint FROM measure_rules WHERE measure = '(version)'"
RULES = "SELECT measure, fingerprint FROM measure_rules WHERE measure <> '(version)'"
SET_RULE = """
INSERT INTO measure_rules (measure, fingerprint) VALUES ($1, $2)
ON CONFLICT (measure) DO UPDATE SET fingerprint = excluded.fingerprint"""


async def add(tx: Transaction, cells: Mapping[Cell, int]) -> None:
    """Add amounts. Sorted, so that two who add at once never wait for each other in a ring."""
    order = sorted(cells, key=lambda cell: (cell.unit, cell.day, cell.measure))
    connection = await driver(tx)
    await connection.execute(
        ADD,
        [cell.unit for cell in order],
        [cell.day for cell in order],
        [cell.measure for cell in order],
        [cells[cell] for cell in order],
    )


class Measures(Enum):
    """Which measures to add up: those of a period, those read to date, or both at once."""

    OF_THE_PERIOD = "measure <> ALL($6::text[])"
    TO_DATE = "measure = ANY($6::text[])"
    ALL = "true"


@dataclass(frozen=True, slots=True)
class Slice:
    """The days of a unit that belong in one part of an answer."""

    unit: UnitCode
    first: date
    last: date
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which measures, of which days; those named in `to_date` are read from the beginning."""

    since: date
    to_date: Sequence[str]
    measures: Measures = Measures.ALL


async def sums(
    tx: Transaction, slices: Sequence[Slice], wanted: Wanted
) -> list[tuple[int, str, int]]:
    """What each measure comes to in each part."""
    query = f"{SUMS}{wanted.measures.value} GROUP BY 1, 2"
    rows = await (await driver(tx)).fetch(query, *_arguments(slices, wanted))
    return [(row["part"], row["measure"], row["amount"]) for row in rows]


async def sums_by_month(
    tx: Transaction, slices: Sequence[Slice], wanted: Wanted
) -> list[tuple[int, date, str, int]]:
    """What was added to each measure in each part, by the first day of each month."""
    query = f"{MONTHS}{wanted.measures.value} GROUP BY 1, 2, 3 ORDER BY 2"
    rows = await (await driver(tx)).fetch(query, *_arguments(slices, wanted))
    return [(row["part"], row["month"], row["measure"], row["amount"]) for row in rows]


def _arguments(slices: Sequence[Slice], wanted: Wanted) -> tuple[object, ...]:
    return (
        [one.unit for one in slices],
        [one.first for one in slices],
        [one.last for one in slices],
        [one.part for one in slices],
        wanted.since,
        list(wanted.to_date),
    )


async def span(tx: Transaction) -> tuple[date, date] | None:
    """The first and the last day anything was counted on."""
    connection = await driver(tx)
    first, last = (await connection.fetch(SPAN))[0]
    return (first, last) if first else None


async def all_cells(tx: Transaction) -> dict[Cell, int]:
    """Every tally there is."""
    connection = await driver(tx)
    query = "SELECT measure, unit, day, amount FROM tallies"
    return {
        Cell(measure, UnitCode(unit), day): amount
        async for measure, unit, day, amount in connection.cursor(query, prefetch=5000)
    }


async def drop_measures(tx: Transaction, measures: Iterable[str]) -> None:
    """Forget what was tallied of these measures; they are about to be counted anew."""
    connection = await driver(tx)
    names = sorted(measures)
    await connection.execute("DELETE FROM tallies WHERE measure = ANY($1::text[])", names)
    await connection.execute("DELETE FROM measure_rules WHERE measure = ANY($1::text[])", names)


async def hold_rules(tx: Transaction) -> None:
    """Nobody changes what is counted until this transaction ends; many may hold at once."""
    connection = await driver(tx)
    await connection.execute(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended('rules', 0))"
    )


async def change_rules(tx: Transaction) -> None:
    """Nobody counts until this transaction ends."""
    connection = await driver(tx)
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('rules', 0))")


async def rules(tx: Transaction) -> dict[str, str]:
    """The fingerprint each measure was counted under."""
    connection = await driver(tx)
    return {row["measure"]: row["fingerprint"] for row in await connection.fetch(RULES)}


async def version(tx: Transaction) -> int:
    """The version of the catalogue the tallies were counted by; 0 before the first."""
    connection = await driver(tx)
    found = await connection.fetchval(VERSION)
    return int(found or 0)


async def set_version(tx: Transaction, version: int) -> None:
    """Remember the version of the catalogue in use."""
    connection = await driver(tx)
    await connection.execute(SET_RULE, VERSION_ROW, str(version))


async def set_rules(tx: Transaction, fingerprints: Mapping[str, str]) -> None:
    """Remember under which rule each measure was counted."""
    connection = await driver(tx)
    await connection.executemany(SET_RULE, sorted(fingerprints.items()))
