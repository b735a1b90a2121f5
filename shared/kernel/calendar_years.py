"""Calendar years: what differs from an ordinary week, as it was published, doubts included."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.kernel.rejection import Rejection


class DayKind(StrEnum):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday"
    MAKEUP_OFF = "makeup_off"
    """Off because a holiday fell on a weekly rest day."""
    SWAP_OFF = "swap_off"
    """Off in exchange for a day worked elsewhere."""
    SWAP_WORK = "swap_work"
    """A rest day worked in exchange."""


class Confidence(StrEnum):
    """How well a day is known."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    """Remembered, not read: whoever counts on it is told so."""


class CalendarYearMissing(Rejection):
    """Lịch làm việc của năm này chưa được nạp; hãy nạp lịch rồi làm lại.
    The working calendar of this year has not been loaded; load it and try again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDay:
    """One day of a published year."""

    on: date
    kind: DayKind
    confidence: Confidence = Confidence.HIGH
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """One year as it was published; a higher version replaces a lower one whole."""

    year: int
    days: tuple[MarkedDay, ...] = ()
    version: int = 1
    source: str = ""
    is_confirmed: bool = True
    days_off: frozenset[date] = field(init=False, repr=False, compare=False)
    worked_days: frozenset[date] = field(init=False, repr=False, compare=False)
    uncertain_days: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        worked = frozenset(day.on for day in self.days if day.kind is DayKind.SWAP_WORK)
        doubted = (day.on for day in self.days if day.confidence is Confidence.LOW)
        object.__setattr__(self, "worked_days", worked)
        object.__setattr__(self, "days_off", frozenset(day.on for day in self.days) - worked)
        object.__setattr__(self, "uncertain_days", frozenset(doubted))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was published but that there is nothing yet."""
        return not self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """What a new version says of a day that the old one did not."""

    on: date
    before: DayKind | None
    after: DayKind | None


def changes_between(old: CalendarYear | None, new: CalendarYear) -> tuple[DayChange, ...]:
    """Every day on which two versions differ, in order.

    >>> changes_between(None, CalendarYear(year=2027))
    ()
    """
    before, after = _kinds(old.days if old else ()), _kinds(new.days)
    differing = sorted(day for day in before | after if before.get(day) != after.get(day))
    return tuple(
        DayChange(on=day, before=before.get(day), after=after.get(day)) for day in differing
    )


def missing(years: Iterable[int]) -> CalendarYearMissing:
    """The refusal that names the years nobody has loaded.

    >>> missing([2027]).en.split(";")[0]
    'The working calendar of 2027 has not been loaded, so no due date can be computed'
    """
    named = ", ".join(str(year) for year in sorted(years))
    return CalendarYearMissing(
        f"Chưa có lịch làm việc năm {named} nên chưa tính được hạn; đề nghị quản trị viên nạp"
        f" lịch năm {named} ở trang “Lịch làm việc” hoặc bằng lệnh kheo calendar load,"
        " rồi làm lại.",
        f"The working calendar of {named} has not been loaded, so no due date can be computed;"
        f" an administrator loads {named} on the page “Working calendar” or by"
        " kheo calendar load; then try again.",
    )


def _kinds(days: Iterable[MarkedDay]) -> dict[date, DayKind]:
    return {day.on: day.kind for day in days}
