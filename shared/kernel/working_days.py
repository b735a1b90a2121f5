"""Working days: on which days public offices work, and when a promise falls due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5

FIXED_HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2))
"""The holidays whose solar date the Labour Code fixes (BLLĐ 2019, Điều 112)."""

CULTURE_DAY = (11, 24)
CULTURE_DAY_SINCE = 2026
"""Ngày Văn hóa Việt Nam is a holiday by Nghị quyết 28/2026/QH16."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """One year as it was published: what differs from an ordinary week."""

    days_off: frozenset[date]
    worked_days: frozenset[date] = frozenset()
    uncertain_days: frozenset[date] = frozenset()
    is_confirmed: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The published years; any other year is guessed, and whoever counts on it is told so.

    >>> guess = Calendar()
    >>> guess.is_working_day(date(2031, 9, 2)), guess.is_certain(date(2031, 9, 3))
    (False, False)
    """

    years: Mapping[int, CalendarYear] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`; a Saturday worked in exchange counts."""
        year = self.years.get(day.year)
        if year is None:
            return day.weekday() < SATURDAY and not _is_fixed_holiday(day)
        if day in year.worked_days:
            return True
        return day.weekday() < SATURDAY and day not in year.days_off

    def is_certain(self, day: date) -> bool:
        """Whether the published calendar leaves no doubt about `day`."""
        year = self.years.get(day.year)
        return year is not None and year.is_confirmed and day not in year.uncertain_days

    def working_days_from(self, day: date) -> Iterator[date]:
        """`day` and every day after it on which offices work."""
        while True:
            if self.is_working_day(day):
                yield day
            day += ONE_DAY

    def first_working_day_from(self, day: date) -> date:
        """`day`, or the next working day: where a limit in calendar days ends.

        A limit that ends on a day off ends with the next working day (BLDS 2015, Điều 148).

        >>> Calendar().first_working_day_from(date(2026, 6, 14))
        datetime.date(2026, 6, 15)
        """
        return next(self.working_days_from(day))


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which an answer is on time."""

    on: date
    provisional: bool = False
    """Whether a calendar still to be published or confirmed may move it."""


def due_on(received_on: date, working_days: int, calendar: Calendar) -> Due:
    """When an answer promised within `working_days` is due.

    Counting starts the day after receipt. A missing calendar never refuses anybody: the
    answer is then provisional.

    >>> due_on(date(2026, 3, 6), 1, Calendar())
    Due(on=datetime.date(2026, 3, 9), provisional=True)
    >>> due_on(date(2026, 3, 7), 0, Calendar()).on
    datetime.date(2026, 3, 9)
    """
    if working_days < 0:
        raise ValueError(f"a promise of {working_days} working days lies in the past")
    day = received_on if working_days else calendar.first_working_day_from(received_on)
    for _ in range(working_days):
        day = calendar.first_working_day_from(day + ONE_DAY)
    return Due(day, provisional=not _is_certain_between(received_on, day, calendar))


def late_working_days(due: date, done: date, calendar: Calendar) -> int:
    """By how many working days something was late; nothing if it was done in time.

    A date that falls on a day off is met on the first working day after it. What is handed
    in on a day off counts as handed in on the next working day: late is late.

    >>> late_working_days(date(2026, 6, 13), date(2026, 6, 15), Calendar())
    0
    >>> late_working_days(date(2026, 6, 12), date(2026, 6, 13), Calendar())
    1
    """
    last = calendar.first_working_day_from(due)
    if done <= last:
        return 0
    counted = calendar.first_working_day_from(done)
    days = (last + timedelta(days=ahead) for ahead in range(1, (counted - last).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """How many working days are left after `today`; on the last day none are.

    >>> working_days_left(date(2026, 6, 12), date(2026, 6, 15), Calendar())
    1
    """
    last = calendar.first_working_day_from(due)
    days = (today + timedelta(days=ahead) for ahead in range(1, (last - today).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def _is_fixed_holiday(day: date) -> bool:
    month_and_day = (day.month, day.day)
    if month_and_day == CULTURE_DAY:
        return day.year >= CULTURE_DAY_SINCE
    return month_and_day in FIXED_HOLIDAYS


def _is_certain_between(received_on: date, due: date, calendar: Calendar) -> bool:
    """Receipt itself is not counted, unless the promise is for the same day."""
    first = min(received_on + ONE_DAY, due)
    counted = (first + timedelta(days=ahead) for ahead in range((due - first).days + 1))
    return all(calendar.is_certain(day) for day in counted)
