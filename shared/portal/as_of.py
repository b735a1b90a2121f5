"""The day a page is looked at "as of": picked from a calendar, or by sliding along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.requests import Request

DAY, NTH = "on", "nth"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """A day between two others; `marks` are the days on which something changed."""

    path: str
    day: date
    first: date
    last: date
    today: date
    marks: Sequence[date] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """What else stands in the address and has to stay there."""

    @property
    def nth(self) -> int:
        """Where the slider stands: days since the first."""
        return (self.day - self.first).days

    @property
    def span(self) -> int:
        """Where the slider ends."""
        return (self.last - self.first).days

    @property
    def previous(self) -> date | None:
        """The last mark before the day."""
        return max((mark for mark in self.marks if mark < self.day), default=None)

    @property
    def next(self) -> date | None:
        """The first mark after the day."""
        return min((mark for mark in self.marks if mark > self.day), default=None)

    def on(self, day: date) -> str:
        """The address of the page as of another day."""
        return f"{self.path}?{urlencode([*self.kept, (DAY, day.isoformat())])}"

    def offset_of(self, day: date) -> int:
        """Where a day stands on the slider."""
        return (day - self.first).days


def as_of(
    request: Request, *, today: date, marks: Sequence[date] = (), first: date | None = None
) -> AsOf:
    """The day `request` asks for, by date (`on`) or by place on the slider (`nth`).

    The slider runs from the first mark to the last, and to today at least.
    """
    begins = first or min(marks, default=today)
    ends = max([today, *marks])
    parameters = request.query_params
    kept = [(k, v) for k, v in parameters.multi_items() if k not in {DAY, NTH, "lang"}]
    return AsOf(
        path=request.url.path,
        day=max(
            begins, _day(parameters.get(DAY, ""), parameters.get(NTH, ""), begins) or today
        ),
        first=begins,
        last=ends,
        today=today,
        marks=sorted(set(marks)),
        kept=tuple(kept),
    )


def _day(day: str, nth: str, begins: date) -> date | None:
    try:
        if day:
            return date.fromisoformat(day)
        return begins + timedelta(days=int(nth)) if nth else None
    except (ValueError, OverflowError):
        return None
