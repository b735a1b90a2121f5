"""Dossiers in lists: by date, by unit, never counted further than it is worth."""

from datetime import date

from services.intake.dossiers.domain.dossier_search import (
    COUNTED_UP_TO,
    SOONEST_FIRST,
    DossierTab,
    Sought,
)
from services.intake.dossiers.domain.dossiers import Dossier, DossierCode
from services.intake.dossiers.store.dossiers import COLUMNS, dossier_in
from services.intake.dossiers.tables import IS_RUNNING
from shared.chassis.database import Transaction, driver

SELECT = f"SELECT {', '.join(COLUMNS)} FROM dossiers"
PASSING = (
    f"{SELECT} WHERE {IS_RUNNING} AND promised_on <= $1 AND (promised_on, code) > ($2, $3)"
    " ORDER BY promised_on, code LIMIT $4"
)
BEFORE_ALL = (date.min, DossierCode(""))
Key = tuple[date, DossierCode]

# $1 is today in all of them.
VIEWS: dict[DossierTab, str] = {
    DossierTab.OPEN: f"{IS_RUNNING} AND $1::date IS NOT NULL",
    DossierTab.AT_RISK: f"{IS_RUNNING} AND pressing_from <= $1 AND promised_on >= $1",
    DossierTab.OVERDUE: f"{IS_RUNNING} AND promised_on < $1",
    DossierTab.WAITING: "state = 'supplement_requested' AND $1::date IS NOT NULL",
    DossierTab.BREACHES: "(supplements > 1 OR reschedules > 1) AND $1::date IS NOT NULL",
    DossierTab.ALL: "$1::date IS NOT NULL",
}


async def list_passing(
    tx: Transaction, by: date, *, after: Key | None, most: int
) -> list[Dossier]:
    """Running dossiers promised for `by` or earlier, from behind `after`."""
    connection = await driver(tx)
    begun, code = after or BEFORE_ALL
    rows = await connection.fetch(PASSING, by, begun, code, most)
    return [dossier_in(row) for row in rows]


async def list_sought(
    tx: Transaction, sought: Sought, *, today: date, after: Key | None, most: int
) -> list[Dossier]:
    """A page of what is sought, from behind `after`."""
    where, values = _sieved(sought, today)
    by, way, beyond = ("promised_on", "", ">")
    if sought.view not in SOONEST_FIRST:
        by, way, beyond = ("moved_on", " DESC", "<")
    if after is not None:
        where += f" AND ({by}, code) {beyond} (${len(values) + 1}, ${len(values) + 2})"
        values += list(after)
    order = f"ORDER BY {by}{way}, code{way} LIMIT {most:d}"
    connection = await driver(tx)
    rows = await connection.fetch(f"{SELECT} WHERE {where} {order}", *values)
    return [dossier_in(row) for row in rows]


async def count_sought(tx: Transaction, sought: Sought, *, today: date) -> int:
    """How many there are, as far as it is worth counting."""
    where, values = _sieved(sought, today)
    some = f"SELECT 1 FROM dossiers WHERE {where} LIMIT {COUNTED_UP_TO + 1}"
    connection = await driver(tx)
    rows = await connection.fetch(f"SELECT count(*) AS n FROM ({some}) AS counted", *values)
    return int(rows[0]["n"])


def _sieved(sought: Sought, today: date) -> tuple[str, list[object]]:
    where, values = [VIEWS[sought.view]], list[object]([today])
    for column, value in (("unit", sought.unit), ("code", sought.code)):
        if value:
            values.append(value)
            where.append(f"{column} = ${len(values)}")
    if sought.scopes is not None:
        values.append(list(sought.scopes))
        where.append(f"unit = ANY(${len(values)}::text[])")
    return " AND ".join(where), values
