"""Activities in and out of Postgres."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.compliance.domain.activities import Activity, ActivityId
from services.compliance.tables import imports
from shared.chassis.database import Transaction, driver

COLUMNS = (
    "id", "unit", "kind", "held_on", "count", "planned", "is_imported", "recorded_at",
)  # fmt: skip
ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('compliance imports', 0))"
IMPORTED = """
    SELECT unit, kind, held_on FROM activities
    JOIN unnest($1::text[], $2::text[], $3::date[]) AS row (unit, kind, held_on)
    USING (unit, kind, held_on) WHERE is_imported
"""

RowKey = tuple[str, str, date]


async def add_activities(
    tx: Transaction,
    recorded: Sequence[tuple[ActivityId, Activity]],
    *,
    is_imported: bool,
    now: datetime,
) -> None:
    """Write activities down."""
    rows = [
        (i, a.unit, a.kind, a.held_on, a.count, a.planned, is_imported, now)
        for i, a in recorded
    ]
    connection = await driver(tx)
    await connection.copy_records_to_table("activities", records=rows, columns=COLUMNS)


async def imported_before(tx: Transaction, activities: Sequence[Activity]) -> set[RowKey]:
    """Which of `activities` have been imported, by unit, kind and day."""
    connection = await driver(tx)
    rows = await connection.fetch(
        IMPORTED,
        [activity.unit for activity in activities],
        [activity.kind for activity in activities],
        [activity.held_on for activity in activities],
    )
    return {(row["unit"], row["kind"], row["held_on"]) for row in rows}


async def add_import(
    tx: Transaction, digest: bytes, *, rows: int, now: datetime
) -> datetime | None:
    """Note that a file is imported; when it was before, if it was, and nothing is noted.

    From here to the end of the transaction no other import looks or writes.
    """
    connection = await driver(tx)
    await connection.execute(ONE_IMPORT_AT_A_TIME)
    note = insert(imports).values(digest=digest, rows=rows, imported_at=now)
    noted = await tx.execute(note.on_conflict_do_nothing().returning(imports.c.digest))
    if noted.scalar_one_or_none() is not None:
        return None
    before = sa.select(imports.c.imported_at).where(imports.c.digest == digest)
    moment: datetime = (await tx.execute(before)).scalar_one()
    return moment
