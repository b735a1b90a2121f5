"""Recounts: what a new calendar does to promises that were counted by an older one.

So many working days were promised, and so many stay promised; only the day they end on moves.
A date that somebody named is not counted again: it moves only off a day that became a day off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.intake.cases.domain.cases import Case
from services.intake.dossiers.domain.dossiers import Dossier
from shared.kernel.calendar_years import CalendarYear, MarkedDay
from shared.kernel.clocks import ClockName
from shared.kernel.working_days import Calendar, due_on

AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The first and the last day that a new version may count otherwise."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One clock that ends on another day."""

    clock: ClockName
    old_on: date
    new_on: date
    judged: bool = True
    """Whether lateness is judged by it; not so for a date that was only told."""

    @property
    def is_later(self) -> bool:
        """Whether somebody has to wait longer."""
        return self.new_on > self.old_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalendared:
    """The calendar before, and the one from now on."""

    old: Calendar
    new: Calendar

    def counted(self, start: date, due: date) -> date:
        """Where the limit that ended on `due` ends now; a day somebody named only yields."""
        if not self.old.is_working_day(due):
            return self.named(due)
        days = self.old.working_days_between(start, due)
        return self.new.working_day_after(start, days) if days else self.named(due)

    def computed(self, start: date, due: date, days: int | None) -> date:
        """Where a limit of so many days ends now, if `due` was counted and not just named."""
        if days is None or due_on(start, days, self.old).on != due:
            return self.named(due)
        return due_on(start, days, self.new).on

    def named(self, day: date) -> date:
        """A date that was named: it stays, unless offices are closed then."""
        return self.new.first_working_day_from(day)


def name_of(year: CalendarYear) -> str:
    """A version of a year, as it is written down beside what it moved.

    >>> name_of(CalendarYear(year=2027, version=2))
    '2027.2'
    """
    return f"{year.year}.{year.version}"


def span_of_change(old: CalendarYear | None, new: CalendarYear) -> DaySpan | None:
    """Which days may be counted otherwise; None if no promise can notice the difference.

    A year that was only guessed, or that becomes confirmed, concerns all of its days.
    """
    if old is None or old.is_confirmed != new.is_confirmed:
        return DaySpan(date(new.year, 1, 1), date(new.year, 12, 31))
    days = sorted({day.on for day in _marks(old) ^ _marks(new)})
    return DaySpan(days[0], days[-1]) if days else None


def recounted(case: Case, by: Recalendared) -> tuple[Case, tuple[Moved, ...]]:
    """A case as the new calendar has it, and every clock of it that moved.

    What was promised when it was reopened was counted from another day: it only yields.
    """
    start, due = case.received_on, case.due_on
    judged = by.named(due) if case.reopened else by.counted(start, due)
    was_named = case.promised_on != due
    certain = by.new.is_certain_between(start + timedelta(days=1), judged)
    after = replace(
        case,
        acknowledge_by=_open(case.acknowledged_at, case.acknowledge_by, start, by=by),
        answer_by=_open(case.answered_at, case.answer_by, start, by=by),
        due_on=judged,
        due_is_provisional=not certain,
        promised_on=by.named(case.promised_on) if was_named else judged,
    )
    return after, tuple(_moves(case, after))


def _open(met_at: datetime | None, end: date, start: date, *, by: Recalendared) -> date:
    """A clock that was met stays as it was."""
    return end if met_at else by.counted(start, end)


def _moves(before: Case, after: Case) -> Iterator[Moved]:
    clocks = (
        (ClockName.ACKNOWLEDGE, before.acknowledge_by, after.acknowledge_by, True),
        (ClockName.ANSWER, before.answer_by, after.answer_by, True),
        (ClockName.RESOLVE, before.due_on, after.due_on, True),
        (ClockName.RESOLVE, before.promised_on, after.promised_on, False),
    )
    for clock, old_on, new_on, judged in clocks:
        is_told_already = not judged and (old_on, new_on) == (before.due_on, after.due_on)
        if old_on != new_on and not is_told_already:
            yield Moved(clock=clock, old_on=old_on, new_on=new_on, judged=judged)


def recounted_dossier(dossier: Dossier, by: Recalendared, days: int | None) -> Dossier:
    """A dossier as the new calendar has it; `days` is what its procedure takes, if known.

    What its receipt says stays on record; what it is judged by moves with the calendar.
    """
    due = by.computed(dossier.counted_from, dossier.due_on, days)
    was_named = dossier.promised_on != dossier.due_on
    promised = max(due, by.named(dossier.promised_on)) if was_named else due
    return replace(dossier, due_on=due, promised_on=promised)


def _marks(year: CalendarYear) -> set[MarkedDay]:
    return {replace(day, name="") for day in year.days}


class RecountStep(StrEnum):
    """What is gone through, in this order."""

    FEEDBACK = "feedback"
    DOSSIERS = "dossiers"
    DONE = "done"


FOLLOWED_BY = {
    RecountStep.FEEDBACK: RecountStep.DOSSIERS,
    RecountStep.DOSSIERS: RecountStep.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """One going through all open promises, for one version of one year."""

    year: int
    version: int
    in_force_at: datetime
    first_day: date
    last_day: date
    step: RecountStep = RecountStep.FEEDBACK
    after: UUID | None = None
    """The last promise that was looked at in this step."""
    looked: int = 0
    moved: int = 0

    @property
    def name(self) -> str:
        """The version it is for."""
        return f"{self.year}.{self.version}"

    def gone_on(self, *, looked: int, moved: int, last: UUID | None) -> "Recount":
        """After a batch; one that found nothing ends the step."""
        if last is None:
            return replace(self, step=FOLLOWED_BY[self.step], after=None)
        return replace(self, after=last, looked=self.looked + looked, moved=self.moved + moved)
