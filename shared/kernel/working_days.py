"""Working days: on which days public offices work, and when a promise falls due."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.kernel.calendar_years import CalendarYear, missing

ONE_DAY = timedelta(days=1)
SATURDAY = 5
RISKY = (4, 5)
"""The share of its days after which a promise is at risk."""

FIXED_HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2))
"""The holidays whose solar date the Labour Code fixes (BLLĐ 2019, Điều 112)."""

CULTURE_DAY = (11, 24)
CULTURE_DAY_SINCE = 2026
"""Ngày Văn hóa Việt Nam is a holiday by Nghị quyết 28/2026/QH16."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The published years; any other year is guessed, and whoever counts on it is told so.

    >>> guess = Calendar()
    >>> guess.is_working_day(date(2031, 9, 2)), guess.is_certain(date(2031, 9, 3))
    (False, False)
    """

    years: Mapping[int, CalendarYear] = field(default_factory=dict)
    _worked: dict[int, list[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By year, the ordinals of its working days: counting is then a look-up."""

    def with_year(self, year: CalendarYear) -> "Calendar":
        """The same calendar, with `year` in place of what it knew of that year."""
        return Calendar(years={**self.years, year.year: year})

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`; a Saturday worked in exchange counts."""
        year = self.years.get(day.year)
        if year is None:
            return day.weekday() < SATURDAY and not _is_fixed_holiday(day)
        if day in year.worked_days:
            return True
        return day.weekday() < SATURDAY and day not in year.days_off

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is off beyond the weekly rest."""
        year = self.years.get(day.year)
        return _is_fixed_holiday(day) if year is None else day in year.days_off

    def is_certain(self, day: date) -> bool:
        """Whether the published calendar leaves no doubt about `day`."""
        year = self.years.get(day.year)
        return year is not None and year.is_confirmed and day not in year.uncertain_days

    def is_certain_between(self, first: date, last: date) -> bool:
        """Whether no day from `first` to `last` is in doubt."""
        for number in range(first.year, last.year + 1):
            year = self.years.get(number)
            if year is None or not year.is_confirmed:
                return False
            if any(first <= day <= last for day in year.uncertain_days):
                return False
        return True

    def require(self, first: date, last: date) -> None:
        """Refuse to count over a year nobody has published.

        Raises:
            CalendarYearMissing: naming each such year from `first` to `last`.

        """
        unknown = set(range(first.year, last.year + 1)) - self.years.keys()
        if unknown:
            raise missing(unknown)

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

    def last_working_day_until(self, day: date) -> date:
        """`day`, or the working day before it: what must come before a date cannot wait.

        >>> Calendar().last_working_day_until(date(2026, 6, 14))
        datetime.date(2026, 6, 12)
        """
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def working_day_after(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after `day`; `count` is positive.

        >>> Calendar().working_day_after(date(2026, 6, 12), 2)
        datetime.date(2026, 6, 16)
        """
        year, ahead = day.year, count - 1 + self._worked_until(day)
        while ahead >= len(worked := self._worked_in(year)):
            ahead -= len(worked)
            year += 1
        return date.fromordinal(worked[ahead])

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days come after `after`, up to and with `until`.

        >>> Calendar().working_days_between(date(2026, 6, 12), date(2026, 6, 16))
        2
        """
        if until <= after:
            return 0
        whole = sum(len(self._worked_in(year)) for year in range(after.year, until.year))
        return whole + self._worked_until(until) - self._worked_until(after)

    def _worked_until(self, day: date) -> int:
        return bisect_right(self._worked_in(day.year), day.toordinal())

    def _worked_in(self, year: int) -> list[int]:
        known = self._worked.get(year)
        if known is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            known = [
                number
                for number in range(first, last + 1)
                if self.is_working_day(date.fromordinal(number))
            ]
            self._worked[year] = known
        return known


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
    day = (
        calendar.working_day_after(received_on, working_days)
        if working_days
        else calendar.first_working_day_from(received_on)
    )
    # Receipt itself is not counted, unless the promise is for the same day.
    first = min(received_on + ONE_DAY, day)
    return Due(day, provisional=not calendar.is_certain_between(first, day))


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
    return calendar.working_days_between(last, calendar.first_working_day_from(done))


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """How many working days are left after `today`; on the last day none are.

    >>> working_days_left(date(2026, 6, 12), date(2026, 6, 15), Calendar())
    1
    """
    last = calendar.first_working_day_from(due)
    return calendar.working_days_between(today, last)


def at_risk_on(received_on: date, due: date, calendar: Calendar) -> date:
    """The first day on which a promise is at risk: 80 % used, or one working day before.

    Whichever comes first, but never before half the days have gone: a promise of one day
    is not at risk from the moment it is given.

    >>> at_risk_on(date(2026, 6, 5), date(2026, 6, 12), Calendar())
    datetime.date(2026, 6, 11)
    """
    days = calendar.working_days_between(received_on, due)
    if days < 1:
        return due
    part, whole = RISKY
    used, half = -(-days * part // whole), -(-days // 2)
    nth = max(min(used, days - 1), half)
    return calendar.working_day_after(received_on, nth)


def _is_fixed_holiday(day: date) -> bool:
    month_and_day = (day.month, day.day)
    if month_and_day == CULTURE_DAY:
        return day.year >= CULTURE_DAY_SINCE
    return month_and_day in FIXED_HOLIDAYS
