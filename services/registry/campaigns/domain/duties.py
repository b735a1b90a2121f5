"""Duties: what a campaign asks, of which kinds of unit, how many, and by when."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from services.registry.campaigns.domain.deeds import What
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import Calendar, due_on

MOST_DUTIES = 30
MOST_COUNT = 999
MOST_DAYS = 260
"""Working days of a year."""
MOST_TITLE_CHARS = 120


class DutyIncomplete(Rejection):
    """Nghĩa vụ này còn thiếu nội dung.
    This duty lacks something.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing asked. Either `due_on` is set, or `within_days` after the launch."""

    code: str
    what: What
    title: str
    kinds: tuple[str, ...] = ()
    units: tuple[UnitCode, ...] = ()
    """Units asked by name, whatever their kind."""
    count: int = 1
    due_on: date | None = None
    within_days: int | None = None
    """Working days after the launch; resolved to a date when the campaign is launched."""

    def asks(self, unit: str, kind: str) -> bool:
        """Whether it is asked of a unit.

        >>> Duty(code="D1", what=What.PLAN, title="…", kinds=("ward",)).asks("w", "ward")
        True
        """
        return unit in self.units or kind in self.kinds

    def resolved(self, launched_on: date, calendar: Calendar) -> "Duty":
        """The duty with the day on which it is due."""
        if self.due_on is not None or self.within_days is None:
            return self
        due = due_on(launched_on, self.within_days, calendar)
        return replace(self, due_on=due.on)


def complete(duty: Duty, *, first_day: date, last_day: date) -> Duty:
    """`duty`, if it can be asked.

    Raises:
        DutyIncomplete: if it has no title, asks nobody, or is due outside the campaign.

    """
    named = f"{duty.code} “{duty.title}”" if duty.title else duty.code
    if not duty.title.strip():
        raise _lacks(named, "hãy ghi tên nghĩa vụ.", "give it a title.")
    if not duty.kinds and not duty.units:
        raise _lacks(
            named, "hãy chọn ít nhất một loại đơn vị.", "choose at least one kind of unit."
        )
    if duty.due_on is None and duty.within_days is None:
        raise _lacks(named, "hãy ghi hạn hoàn thành.", "say by when.")
    if duty.due_on is not None and not first_day <= duty.due_on <= last_day:
        raise _lacks(
            named,
            f"hạn {duty.due_on:%d/%m/%Y} nằm ngoài thời gian của đợt"
            f" ({first_day:%d/%m/%Y} – {last_day:%d/%m/%Y}).",
            f"it is due on {duty.due_on}, outside the campaign ({first_day} – {last_day}).",
        )
    return duty


def units_named(duties: Collection[Duty]) -> frozenset[UnitCode]:
    """The units that duties ask by name.

    >>> units_named([])
    frozenset()
    """
    return frozenset(unit for duty in duties for unit in duty.units)


def _lacks(named: str, vi: str, en: str) -> DutyIncomplete:
    return DutyIncomplete(f"Nghĩa vụ {named}: {vi}", f"Duty {named}: {en}")
