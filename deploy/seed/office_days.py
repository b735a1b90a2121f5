"""The working days of the nine months the seed files tell about."""

from datetime import date
from itertools import takewhile

from shared.chassis.calendars.shipped import shipped_calendar

FIRST_DAY = date(2018, 1, 1)
LAST_DAY = date(2018, 9, 30)

OFFICE_DAYS = tuple(
    takewhile(lambda day: day <= LAST_DAY, shipped_calendar().working_days_from(FIRST_DAY))
)


def office_days_of(month: int) -> tuple[date, ...]:
    """The working days of one month.

    >>> len(office_days_of(2))
    15
    """
    return tuple(day for day in OFFICE_DAYS if day.month == month)
