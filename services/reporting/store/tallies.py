"""The tallies: how much each measure comes to, by unit and day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.figures import Period
from services.reporting.domain.measures import Cell
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

ADD = """
INSERT INTO tallies (unit, day, measure, amount)
SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[])
ON CONFLICT (unit, day, measure) DO UPDATE SET amount = tallies.amount + excluded.amount"""
SUMS = """
SELECT unit, measure, sum(amount)::bigint AS amount FROM tallies
WHERE unit = ANY($1::text[]) AND day <= $3 AND (day >= $2 OR measure = ANY($4::text[]))
GROUP BY unit, measure"""
MONTHS = """
SELECT date_trunc('month', day)::date AS month, measure, sum(amount)::bigint AS amount
FROM tallies
WHERE unit = ANY($1::text[]) AND day <= $3 AND (day >= $2 OR measure = ANY($4::text[]))
GROUP BY 1, 2 ORDER BY 1"""
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


async def sums_by_unit(
    tx: Transaction, units: Sequence[UnitCode], period: Period, *, to_date: Sequence[str]
) -> dict[UnitCode, dict[str, int]]:
    """What each measure comes to in a period, by unit; some are read from the beginning."""
    connection = await driver(tx)
    found: dict[UnitCode, dict[str, int]] = {}
    for row in await connection.fetch(
        SUMS, list(units), period.first, period.last, list(to_date)
    ):
        found.setdefault(UnitCode(row["unit"]), {})[row["measure"]] = row["amount"]
    return found


async def sums_by_month(
    tx: Transaction, units: Sequence[UnitCode], period: Period, *, to_date: Sequence[str]
) -> dict[date, dict[str, int]]:
    """What was added to each measure, by the first day of each month, earlier ones too."""
    connection = await driver(tx)
    found: dict[date, dict[str, int]] = {}
    for row in await connection.fetch(
        MONTHS, list(units), period.first, period.last, list(to_date)
    ):
        found.setdefault(row["month"], {})[row["measure"]] = row["amount"]
    return found


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
