"""Pauses: stretches during which a clock stands, for a reason that has a name and a cap.

A pause is counted in the time its clock runs in. A clock of working time stands only for the
office hours it missed: a pause from closing to opening is no pause at all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.rejection import Rejection

Measure = Callable[[datetime, datetime], timedelta]
"""How much time of a clock lies between two moments."""

Reach = Callable[[datetime, timedelta], datetime]
"""The moment at which a clock has run for so long."""


class PauseReasonMissing(Rejection):
    """Phải nêu lý do tạm dừng theo danh mục.
    A pause needs a reason from the catalogue.
    """


class PauseEndsBeforeItStarts(Rejection):
    """Thời điểm kết thúc tạm dừng không được trước lúc bắt đầu.
    A pause cannot end before it starts.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule:
    """A reason for which a clock may stand, for how long at most, and by which text."""

    code: str
    vi: str
    en: str
    most: timedelta | None = None
    """In the time of the clock; none: as long as it takes."""
    basis: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """One pause; while it has no end the clock still stands."""

    reason: str
    since: datetime
    until: datetime | None = None
    most: timedelta | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise PauseReasonMissing
        if self.until is not None and self.until < self.since:
            raise PauseEndsBeforeItStarts

    def ends_at(self, reach: Reach) -> datetime | None:
        """When the clock runs again: at its end, or when the cap is used up."""
        cap = None if self.most is None else reach(self.since, self.most)
        known = [moment for moment in (self.until, cap) if moment is not None]
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A pause that has ended, without overlap with any other."""

    since: datetime
    until: datetime


def stretches(pauses: Iterable[Pause], reach: Reach) -> Iterator[Stretch]:
    """Ended pauses put together: two at once stop a clock once."""
    joined: Stretch | None = None
    for since, until in sorted(_ended(pauses, reach)):
        if joined is None or since > joined.until:
            if joined is not None:
                yield joined
            joined = Stretch(since, until)
        else:
            joined = Stretch(joined.since, max(joined.until, until))
    if joined is not None:
        yield joined


def _ended(pauses: Iterable[Pause], reach: Reach) -> Iterator[tuple[datetime, datetime]]:
    for pause in pauses:
        until = pause.ends_at(reach)
        if until is not None and pause.until is not None:
            yield pause.since, until
