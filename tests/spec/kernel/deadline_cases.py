"""What tests of deadlines count with: the shipped calendar, offices, moments."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.deadlines import Limit, Unit
from shared.kernel.office_hours import Office, OfficeHours, Session
from shared.kernel.places import CIVIC_TIME

VIETNAM = shipped_calendar()
OFFICE = Office(calendar=VIETNAM)

NINE_TO_FIVE = Office(
    calendar=VIETNAM,
    hours=OfficeHours(
        by_weekday=dict.fromkeys(range(5), (Session(time(9), time(17)),)),
        on_swapped_days=(Session(time(9), time(17)),),
    ),
)
"""The office of the bug reports: eight hours without a break."""


def at(moment: str) -> datetime:
    """A civic moment, such as `2026-11-23 15:20`."""
    return datetime.fromisoformat(moment).replace(tzinfo=CIVIC_TIME)


def working_days(n: int) -> Limit:
    return Limit(n=n, unit=Unit.WORKING_DAY)


def calendar_days(n: int) -> Limit:
    return Limit(n=n, unit=Unit.CALENDAR_DAY)


def working_hours(n: int) -> Limit:
    return Limit(n=n, unit=Unit.WORKING_HOUR)


SAME_DAY = Limit(n=0, unit=Unit.SAME_DAY_CUTOFF, cut_off=time(15))

moments = st.integers(0, 915_000).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=CIVIC_TIME) + timedelta(minutes=minutes)
)
days = st.dates(date(2025, 1, 1), date(2026, 9, 30))
spans = st.integers(0, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))
limits = st.one_of(
    st.builds(working_days, st.integers(0, 40)),
    st.builds(calendar_days, st.integers(0, 60)),
    st.builds(working_hours, st.integers(0, 200)),
    st.just(SAME_DAY),
)
