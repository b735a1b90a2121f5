"""Cases that may be about the same, found by where and what, however many there are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.domain.duplicates import Point, cells_around
from services.intake.cases.tables import WAITING
from shared.chassis.database import Transaction

MOST_COMPARED = 200
COLUMNS = (
    "id, number, unit, category, leaf, text, address, latitude, longitude, received_at, state,"
    " promised_on"
)
# Two ways in, each by an index of its own; what waits or was answered lately may be the same.
NEARBY = f"""
SELECT {COLUMNS} FROM feedback
WHERE latitude IS NOT NULL AND (floor(latitude * 200)::int, floor(longitude * 200)::int)
    IN (SELECT * FROM unnest(CAST(:rows AS int[]), CAST(:columns AS int[])))
  AND received_on >= :since AND {WAITING} AND id <> :itself
ORDER BY received_on DESC LIMIT {MOST_COMPARED}"""
ALIKE = f"""
SELECT {COLUMNS} FROM feedback
WHERE category = :category AND unit = :unit AND received_at >= :since
  AND {WAITING} AND id <> :itself
ORDER BY received_at DESC LIMIT {MOST_COMPARED}"""
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A case with what is compared of it."""

    id: UUID
    number: str
    unit: str
    category: str
    leaf: str
    text: str
    address: str
    latitude: float | None
    longitude: float | None
    received_at: datetime
    state: str
    promised_on: date


async def list_nearby(
    tx: Transaction, location: Point, *, since: date, itself: UUID = NOBODY
) -> list[Known]:
    """Cases in the cell of a spot and those beside it."""
    cells = cells_around(location)
    told = {"rows": [row for row, _ in cells], "columns": [column for _, column in cells]}
    return await _list(tx, NEARBY, told | {"since": since, "itself": itself})


async def list_alike(
    tx: Transaction, *, category: str, unit: str, since: datetime, itself: UUID = NOBODY
) -> list[Known]:
    """The newest cases of a unit about the same topmost category."""
    told = {"category": category, "unit": unit, "since": since, "itself": itself}
    return await _list(tx, ALIKE, told)


async def _list(tx: Transaction, query: str, told: dict[str, Any]) -> list[Known]:
    rows = await tx.execute(sa.text(query), told)
    return [Known(**row) for row in rows.mappings()]
