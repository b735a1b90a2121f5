"""Periods: stretches of civic days, by the codes an office uses."""

import re
from datetime import date, timedelta

from services.reporting.domain.figures import Period
from shared.kernel.rejection import Rejection

MONTHS_OF = {"9m": (1, 9), "h1": (1, 6), "h2": (7, 12)} | {
    f"q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in range(1, 5)
}
WHOLE_YEAR = (1, 12)
CODE = re.compile(r"(?P<year>\d{4})(-(?P<part>9m|h[12]|q[1-4]|0[1-9]|1[0-2]))?")


class PeriodUnknown(Rejection):
    """Kỳ báo cáo chưa đúng. Ví dụ đúng: 2018, 2018-9m, 2018-h1, 2018-q3, 2018-07, 2018-01-01..2018-09-30.
    Unknown period. Examples: 2018, 2018-9m, 2018-h1, 2018-q3, 2018-07, 2018-01-01..2018-09-30.
    """  # noqa: E501 - one sentence is one line


def period_of(code: str) -> Period:
    """The days a period code means.

    >>> period_of("2018-9m").last
    datetime.date(2018, 9, 30)

    Raises:
        PeriodUnknown: if the code is none of the forms.

    """
    if ".." in code:
        return _span(code)
    found = CODE.fullmatch(code)
    if not found or found["year"] < "1900":
        raise PeriodUnknown
    year, part = int(found["year"]), found["part"]
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
    return Period(code=code, first=first, last=last)


def _last_day(year: int, month: int) -> date:
    """The last day of a month.

    >>> _last_day(2018, 12)
    datetime.date(2018, 12, 31)
    """
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
