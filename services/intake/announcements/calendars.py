"""What is told of a working year: to everyone below, or to this node alone if none is."""

from datetime import datetime

from shared.chassis.outbox import Announcement
from shared.events.calendars import CalendarYearPublished, ToldDay
from shared.events.subjects import Reach
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.places import Place


def calendar_year_published(year: CalendarYear, place: Place, *, now: datetime) -> Announcement:
    """That a year is to be counted by."""
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
    return Announcement(event=event, occurred_at=now, reach=reach)
