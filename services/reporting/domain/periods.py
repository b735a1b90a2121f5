"""Periods: stretches of civic days, by the codes an office uses."""

import re
from datetime import date, timedelta
from typing import Self

from services.reporting.domain.figures import Period
from shared.kernel.rejection import Rejection

MONTHS_OF = {"9m": (1, 9), "h1": (1, 6), "h2": (7, 12)} | {
    f"q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)
}
WHOLE_YEAR = (1, 12)
YEARS = range(1900, 2101)
"""Earlier or later is a slip of the keyboard."""
MOST_DAYS = 7_305
"""Twenty years: every month of a period is counted and drawn."""
CODE = re.compile(r"(?P<year>\d{4})(-(?P<part>9m|h[12]|q[1-4]|0[1-9]|1[0-2]))?")


class PeriodUnknown(Rejection):
    """Kỳ báo cáo chưa đúng. Ví dụ đúng: 2018, 2018-9m, 2018-h1, 2018-q3, 2018-07, 2018-01-01..2018-09-30.
    Unknown period. Examples: 2018, 2018-9m, 2018-h1, 2018-q3, 2018-07, 2018-01-01..2018-09-30.
    """  # noqa: E501 - one sentence is one line

    @classmethod
    def beyond(cls) -> Self:
        """The refusal of a period in the right form that nobody can mean."""
        return cls(
            f"Kỳ báo cáo phải nằm trong các năm {YEARS[0]} đến {YEARS[-1]}, dài nhất 20 năm.",
            f"A period lies within the years {YEARS[0]} to {YEARS[-1]}; 20 years at most.",
        )


def period_of(code: str) -> Period:
    """The days a period code means.

    >>> period_of("2018-9m").last
    datetime.date(2018, 9, 30)

    Raises:
        PeriodUnknown: if the code is none of the forms, or beyond what is reported on.

    """
    if ".." in code:
        return _span(code)
    found = CODE.fullmatch(code)
    if not found:
        raise PeriodUnknown
    year, part = int(found["year"]), found["part"]
    if year not in YEARS:
        raise PeriodUnknown.beyond()
    first, last = _months(part)
    return Period(code=code, first=date(year, first, 1), last=_last_day(year, last))


def _months(part: str | None) -> tuple[int, int]:
    if part is None:
        return WHOLE_YEAR
    return MONTHS_OF.get(part) or (int(part), int(part))


def _span(code: str) -> Period:
    try:
        first, last = (date.fromisoformat(end) for end in code.split(".."))
    except ValueError as wrong:
        raise PeriodUnknown from wrong
    if first > last:
        raise PeriodUnknown
    if not {first.year, last.year} <= set(YEARS) or (last - first).days >= MOST_DAYS:
        raise PeriodUnknown.beyond()
    return Period(code=code, first=first, last=last)


def _last_day(year: int, month: int) -> date:
    return last_of_month(date(year, month, 1))


def last_of_month(first: date) -> date:
    """The last day of the month that begins on a day.

    >>> last_of_month(date(2018, 12, 1))
    datetime.date(2018, 12, 31)
    """
    return _following(first) - timedelta(days=1)


def months_of(period: Period) -> list[date]:
    """The first days of all months a period touches.

    >>> [month.month for month in months_of(period_of("2018-q3"))]
    [7, 8, 9]
    """
    months, month = [], period.first.replace(day=1)
    while month <= period.last:
        months.append(month)
        month = _following(month)
    return months


def _following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
