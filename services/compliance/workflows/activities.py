"""Recording activities: one by one, or a file of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

from services.compliance import outgoing
from services.compliance.domain.activities import (
    Activity,
    ActivityId,
    RowImportedBefore,
    a_kind,
    id_of_row,
)
from services.compliance.store import activities as store
from shared.chassis.database import Transaction
from shared.chassis.importing import FileImportedBefore
from shared.chassis.outbox import publish, publish_all
from shared.chassis.sheet_faults import RowErrors
from shared.chassis.sheets import Column, Progress, Sheet, a_code, a_count, a_date
from shared.kernel.hosting import not_after, served
from shared.kernel.places import Place, UnitCode

ROW_KEY = ("unit", "kind", "held_on")
WRITTEN_AT_ONCE = 5_000


async def record_activity(
    tx: Transaction, activity: Activity, *, place: Place, now: datetime
) -> ActivityId:
    """Write one activity down and let the parent know."""
    activity_id = ActivityId(uuid4())
    await store.add_activities(tx, [(activity_id, activity)], is_imported=False, now=now)
    await publish(tx, outgoing.activity_recorded(activity_id, activity, place))
    return activity_id


def activity_columns(*, hosted: Collection[str], today: date) -> Sequence[Column]:
    """The template of a file of activities."""

    def a_unit(text: str) -> UnitCode:
        return served(a_code(text), hosted)

    def a_past_day(text: str) -> date:
        return not_after(a_date(text), today)

    return (
        Column("unit", a_unit),
        Column("kind", a_kind),
        Column("held_on", a_past_day),
        Column("count", a_count),
        Column("planned", a_count, required=False),
    )


async def import_activities(
    tx: Transaction, sheet: Sheet, *, digest: bytes, place: Place, now: datetime, tell: Progress
) -> int:
    """Write the activities of a file down and tell them; says how many.

    Raises:
        FileImportedBefore: if the very same file was taken in before.
        SheetRefused: if another file has brought the figure of one of its rows.

    """
    total = len(sheet.rows)
    if before := await store.add_import(tx, digest, rows=total, now=now):
        raise FileImportedBefore.at(before, place.time_zone)
    activities = [Activity(**cast("dict[str, Any]", row)) for row in sheet.rows]
    await _refuse_known_rows(tx, activities, sheet.numbers)
    for done in range(0, total, WRITTEN_AT_ONCE):
        tell("writing", done, total)
        await _add(tx, activities[done : done + WRITTEN_AT_ONCE], place=place, now=now)
    tell("writing", total, total)
    return total


async def _refuse_known_rows(
    tx: Transaction, activities: Sequence[Activity], numbers: Sequence[int]
) -> None:
    known = await store.imported_before(tx, activities)
    errors = RowErrors()
    for number, activity in zip(numbers, activities, strict=True):
        if (activity.unit, activity.kind, activity.held_on) in known:
            errors.add(number, "held_on", RowImportedBefore())
    errors.refuse_if_any()


async def _add(
    tx: Transaction, activities: Sequence[Activity], *, place: Place, now: datetime
) -> None:
    rows = [(id_of_row(activity), activity) for activity in activities]
    await store.add_activities(tx, rows, is_imported=True, now=now)
    await publish_all(tx, [outgoing.activity_recorded(i, a, place) for i, a in rows])
