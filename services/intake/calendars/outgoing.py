"""What is told of a working year, and of the dossiers whose dates it moved."""

from datetime import date, datetime

from services.intake.calendars.domain import Recount
from services.intake.dossiers.domain.dossiers import Dossier
from shared.chassis.outbox import OutgoingEvent
from shared.events.calendars import CalendarYearPublished, DossierDueMoved, ToldDay
from shared.events.subjects import Reach
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.places import Place


def calendar_year_published(
    year: CalendarYear, place: Place, *, now: datetime
) -> OutgoingEvent:
    """That a year is to be counted by: told below, or to this node alone if none is."""
    event = CalendarYearPublished(
        year=year.year,
        version=year.version,
        source=year.source,
        confirmed=year.is_confirmed,
        days=tuple(
            ToldDay(day=day.on, kind=day.kind.value, confidence=day.confidence.value)
            for day in year.days
        ),
        published_on=place.day_of(now),
    )
    speaks_down = place.has_children or place.is_top
    reach = Reach.DOWN if speaks_down else Reach.LOCAL
    return OutgoingEvent(event=event, occurred_at=now, reach=reach)


def dossier_due_moved(
    before: Dossier, after: Dossier, recount: Recount, *, on: date, now: datetime
) -> OutgoingEvent:
    """That a dossier is judged by another day, or another one is promised."""
    event = DossierDueMoved(
        dossier_id=after.id,
        promise_id=after.promise_id,
        unit=after.unit,
        procedure=after.procedure,
        received_on=after.received_on,
        old_on=before.due_on,
        new_on=after.due_on,
        promised_on=after.promised_on,
        calendar_year=recount.year,
        calendar_version=recount.version,
        moved_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=now)
