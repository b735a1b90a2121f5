"""Clocks: the named promises of one case, each with its start, its end and its pauses.

Nothing but its own limit, start, pauses and the calendar can move a clock: there is no
operation for a comment, an edit or a new hand, so none of them can.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.deadlines import Deadline, Limit, Unit, after_wall_time, deadline
from shared.kernel.office_hours import Office
from shared.kernel.pauses import Pause, Reach
from shared.kernel.rejection import Conflict
from shared.kernel.working_days import RISKY, at_risk_on


class ClockStandsAlready(Conflict):
    """Thời hạn này đang được tạm dừng.
    This clock is standing already.
    """


class ClockRunsAlready(Conflict):
    """Thời hạn này không ở trạng thái tạm dừng.
    This clock is not standing.
    """


class ClockName(StrEnum):
    """What is promised of a case; each has a clock of its own."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    RESOLVE = "resolve"


class Hand(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a clock says at one moment."""

    hand: Hand
    remaining: timedelta
    """Office hours left; none once it is over."""
    overrun: timedelta
    """Office hours by which it is late; none while it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One promise of one case."""

    name: ClockName
    limit: Limit
    start: datetime
    end: Deadline
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None

    @property
    def open_pause(self) -> Pause | None:
        """The pause that has no end yet."""
        return next((pause for pause in self.pauses if pause.until is None), None)

    def paused(self, pause: Pause) -> "Clock":
        """The clock, standing from now on.

        Raises:
            ClockStandsAlready: if it does already.

        """
        if self.open_pause is not None:
            raise ClockStandsAlready
        return replace(self, pauses=(*self.pauses, pause))

    def resumed(self, at: datetime, office: Office) -> "Clock":
        """The clock, running again, its end moved by the time it stood.

        Raises:
            ClockRunsAlready: if it is not standing.

        """
        standing = self.open_pause
        if standing is None:
            raise ClockRunsAlready
        ended = replace(standing, until=at)
        pauses = tuple(ended if pause is standing else pause for pause in self.pauses)
        return replace(self, pauses=pauses).recounted(office)

    def recounted(self, office: Office) -> "Clock":
        """The clock by another calendar; its start, its limit and its pauses stay."""
        return replace(self, end=deadline(self.limit, self.start, office, pauses=self.pauses))

    def met(self, at: datetime) -> "Clock":
        """The clock, stopped for good; what was met first stays so."""
        return self if self.met_at else replace(self, met_at=at)

    def standing(self, now: datetime, office: Office) -> Standing:
        """What it says at `now`."""
        seen = self._seen_at(now, office)
        return Standing(
            hand=self._hand(now, office),
            remaining=office.working_time_between(seen, self.end.at),
            overrun=office.working_time_between(self.end.at, seen),
        )

    def _hand(self, now: datetime, office: Office) -> Hand:
        if self.met_at is not None:
            return Hand.MET if self.met_at <= self.end.at else Hand.MET_LATE
        seen = self._seen_at(now, office)
        if seen > self.end.at:
            return Hand.OVERDUE
        if self._stands_at(now, office):
            return Hand.PAUSED
        return Hand.AT_RISK if self._is_at_risk(seen, office) else Hand.RUNNING

    def _reach(self, office: Office) -> Reach:
        is_civil = self.limit.unit is Unit.CALENDAR_DAY
        return after_wall_time if is_civil else office.after_working_time

    def _stands_at(self, now: datetime, office: Office) -> bool:
        pause = self.open_pause
        if pause is None or now < pause.since:
            return False
        runs_again = pause.ends_at(self._reach(office))
        return runs_again is None or now <= runs_again

    def _seen_at(self, now: datetime, office: Office) -> datetime:
        """The moment a clock shows: where it was met, or where it stands."""
        if self.met_at is not None:
            return self.met_at
        pause = self.open_pause
        if pause is None or now < pause.since:
            return now
        runs_again = pause.ends_at(self._reach(office))
        if runs_again is None or now <= runs_again:
            return pause.since
        # The cap is used up: the clock has run since, from where it stood.
        ran = office.working_time_between(runs_again, now)
        return office.after_working_time(pause.since, ran)

    def _is_at_risk(self, seen: datetime, office: Office) -> bool:
        if self.limit.unit is not Unit.WORKING_HOUR:
            risky = at_risk_on(office.day_of(self.start), self.end.on, office.calendar)
            return office.day_of(seen) >= risky
        part, whole = RISKY
        span = office.working_time_between(self.start, self.end.at)
        left = office.working_time_between(seen, self.end.at)
        return (span - left) * whole >= span * part


def started(name: ClockName, limit: Limit, start: datetime, *, office: Office) -> Clock:
    """A clock that begins to run at `start`."""
    end = deadline(limit, start, office)
    return Clock(name=name, limit=limit, start=start, end=end)
