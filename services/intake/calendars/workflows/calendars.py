"""Working years: published here for everyone below, kept, and followed by a recount."""

from datetime import datetime

from services.intake.calendars.outgoing import calendar_year_published
from services.intake.calendars.workflows.recounts import follow_year
from shared.chassis import audit
from shared.chassis.calendars.known import KnownYear, keep_year
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.chassis.principal import Principal
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.places import Place

OPERATOR = "operator"
"""Whoever showed the token of the node."""


async def publish_year(
    tx: Transaction,
    year: CalendarYear,
    *,
    principal: Principal | None,
    place: Place,
    now: datetime,
) -> KnownYear | None:
    """Let a year count here and below; None if this very version is known.

    Raises:
        CalendarVersionTaken: if the version is known with other days.
        CalendarVersionOld: if a higher version is known.

    """
    by = str(principal.account) if principal else OPERATOR
    kept = await keep_year(tx, year, now=now, by=by)
    if kept is not None:
        await audit.record(
            tx, principal, "calendar.published", subject=f"{year.year}.{year.version}"
        )
        await publish(tx, calendar_year_published(year, place, now=now))
        await follow_year(tx, kept)
    return kept
