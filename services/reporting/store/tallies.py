"""The tallies: how much each measure comes to, by unit and day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

import asyncpg

from services.reporting.domain.measures import MeasureCell
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

ADD = """
INSERT INTO tallies (unit, day, measure, amount)
SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[])
ON CONFLICT (unit, day, measure) DO UPDATE SET amount = tallies.amount + excluded.amount"""
# Units with the same days are asked for together, and added up by unit before anything is
# joined: Postgres then sees how much it has to read, and reads it once.
OF_UNITS = """
FROM tallies WHERE unit = ANY($1::text[]) AND day BETWEEN $2 AND $3
  AND (measure = ANY($5::text[]) OR day >= $4) AND """
BY_PART = """
JOIN unnest($1::text[], $6::int[]) AS slice (unit, part) USING (unit) GROUP BY part, """
AMOUNT = "sum(amount)::bigint AS amount"
MONTH = "date_trunc('month', day)::date AS month"
SPAN = "SELECT min(day), max(day) FROM tallies"
VERSION_ROW = "(version)"
VERSION = "SELECT fingerprint FROM measure_rules WHERE measure = '(version)'"
RULES = "SELECT measure, fingerprint FROM measure_rules WHERE measure <> '(version)'"
SET_RULE = """
INSERT INTO measure_rules (measure, fingerprint) VALUES ($1, $2)
ON CONFLICT (measure) DO UPDATE SET fingerprint = excluded.fingerprint"""


async def add(tx: Transaction, cells: Mapping[MeasureCell, int]) -> None:
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

    OF_THE_PERIOD = "measure <> ALL($5::text[])"
    TO_DATE = "measure = ANY($5::text[])"
    ALL = "true"


@dataclass(frozen=True, slots=True)
class Slice:
    """The days of a unit that belong in one part of an answer; there once in each part."""

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
    rows = await _asked(tx, slices, wanted, columns=("measure",))
    return [(part, row["measure"], row["amount"]) for part, row in rows]


async def sums_by_month(
    tx: Transaction, slices: Sequence[Slice], wanted: Wanted
) -> list[tuple[int, date, str, int]]:
    """What was added to each measure in each part, by the first day of each month."""
    rows = await _asked(tx, slices, wanted, columns=("measure", MONTH))
    return [(part, row["month"], row["measure"], row["amount"]) for part, row in rows]


async def _asked(
    tx: Transaction, slices: Sequence[Slice], wanted: Wanted, *, columns: Sequence[str]
) -> list[tuple[int, asyncpg.Record]]:
    """The answers by part: one question for all units of which the same days are wanted."""
    blocks: dict[tuple[date, date], list[Slice]] = {}
    for one in slices:
        blocks.setdefault((one.first, one.last), []).append(one)
    connection = await driver(tx)
    found = []
    for (first, last), block in blocks.items():
        parts = [one.part for one in block]
        about = ([one.unit for one in block], first, last, wanted.since, list(wanted.to_date))
        if len(set(parts)) == 1:
            rows = await connection.fetch(_summed(columns, wanted.measures), *about)
            found += [(parts[0], row) for row in rows]
        else:
            rows = await connection.fetch(_parted(columns, wanted.measures), *about, parts)
            found += [(row["part"], row) for row in rows]
    return found


def _summed(columns: Sequence[str], measures: Measures) -> str:
    grouped = ", ".join(str(nth) for nth in range(1, len(columns) + 1))
    wanted = f"{OF_UNITS}{measures.value}"
    return f"SELECT {', '.join(columns)}, {AMOUNT} {wanted} GROUP BY {grouped}"


def _parted(columns: Sequence[str], measures: Measures) -> str:
    by_unit = _summed(("unit", *columns), measures)
    names = ", ".join(column.rsplit(" ", 1)[-1] for column in columns)
    return f"SELECT part, {names}, {AMOUNT} FROM ({by_unit}) AS summed {BY_PART}{names}"


async def span(tx: Transaction) -> tuple[date, date] | None:
    """The first and the last day anything was counted on."""
    connection = await driver(tx)
    first, last = (await connection.fetch(SPAN))[0]
    return (first, last) if first else None


async def all_cells(tx: Transaction) -> dict[MeasureCell, int]:
    """Every tally there is."""
    connection = await driver(tx)
    query = "SELECT measure, unit, day, amount FROM tallies"
    return {
        MeasureCell(measure, UnitCode(unit), day): amount
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
