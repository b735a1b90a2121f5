"""Deadlines: limits as the law words them, and the moment up to which each is kept.

The first day is not counted, and a limit that ends on a day off ends with the next working
day (BLDS 2015, Điều 147-148). What must come *before* a date ends on the working day before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.kernel.office_hours import NO_TIME, Office
from shared.kernel.pauses import Measure, Pause, Reach, stretches
from shared.kernel.rejection import NotFound, Rejection
from shared.kernel.working_days import ONE_DAY, Due

AN_INSTANT = timedelta(microseconds=1)


class ProfileUnknown(NotFound):
    """Không có loại thời hạn này vào ngày đó.
    There is no such deadline profile on that day.
    """


class ExtensionsUsedUp(Rejection):
    """Thời hạn này đã được gia hạn hết số lần cho phép.
    This limit has been extended as often as it may be.
    """


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"
    SAME_DAY_CUTOFF = "same_day_cutoff"


class Anchor(StrEnum):
    """What a limit is counted from."""

    RECEIPT = "receipt"
    DUE_AT = "due_at"
    APPOINTED_DAY = "appointed_day"


class Variant(StrEnum):
    """Which of a rule's limits applies."""

    PLAIN = "plain"
    COMPLEX = "complex"
    REMOTE = "remote"
    REMOTE_COMPLEX = "remote_complex"
    LONGEST = "max"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So much time, and how it is counted; negative: before the moment it is counted from."""

    n: int
    unit: Unit
    cut_off: time | None = None
    """What comes in later counts as of the next working day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One rule for one kind of promise, in force from one day to another."""

    code: str
    what: str
    n: int
    unit: Unit
    cut_off: time | None = None
    relative_to: Anchor = Anchor.RECEIPT
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day on which it applies to what is received."""
    variants: Mapping[Variant, int] = field(default_factory=dict)
    extensions: tuple[int, ...] = ()
    basis: str = ""
    confidence: str = ""

    def is_in_force_on(self, day: date) -> bool:
        """Whether it applies to what is received on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def limit(self, variant: Variant = Variant.PLAIN, *, extended: int = 0) -> Limit:
        """The limit in one variant; a variant the rule does not know is the plain one.

        Raises:
            ExtensionsUsedUp: if the rule does not allow `extended` extensions.

        """
        if extended > len(self.extensions):
            raise ExtensionsUsedUp
        n = self.variants.get(variant, self.n) + sum(self.extensions[:extended])
        return Limit(n=n, unit=self.unit, cut_off=self.cut_off)


@dataclass(frozen=True, slots=True)
class Profiles:
    """All rules, each in all its versions."""

    versions: Mapping[str, Sequence[Profile]]

    def on(self, code: str, day: date) -> Profile:
        """The version of a rule that is in force for what is received on `day`.

        Raises:
            ProfileUnknown: if there is none.

        """
        for profile in self.versions.get(code, ()):
            if profile.is_in_force_on(day):
                return profile
        raise ProfileUnknown(
            f"Không có thời hạn {code} cho việc tiếp nhận ngày {day:%d/%m/%Y}.",
            f"There is no deadline {code} for what is received on {day}.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The moment up to which a promise is kept, and the civic day it falls on."""

    on: date
    at: datetime
    provisional: bool = False
    """Whether a calendar still to be published or confirmed may move it."""

    @property
    def due(self) -> Due:
        """Its day."""
        return Due(self.on, provisional=self.provisional)


def deadline(
    limit: Limit, start: datetime, office: Office, *, pauses: Iterable[Pause] = ()
) -> Deadline:
    """When a limit that began at `start` ends. It refuses nobody: see `provisional`."""
    question = _Question(limit=limit, start=start, office=office, pauses=tuple(pauses))
    return COUNTED[limit.unit](question)


def firm_deadline(
    limit: Limit, start: datetime, office: Office, *, pauses: Iterable[Pause] = ()
) -> Deadline:
    """When a limit ends, where a date may not rest on a guess.

    Raises:
        CalendarYearMissing: naming the years it would have to guess.

    """
    found = deadline(limit, start, office, pauses=pauses)
    first, last = sorted([office.day_of(start), found.on])
    office.calendar.require(first, last)
    return found


def counted_from(limit: Limit, start: datetime, office: Office) -> date:
    """The day of receipt; with a cut-off, what comes later or on a day off is tomorrow's."""
    local = start.astimezone(office.zone)
    day = local.date()
    if limit.cut_off is None:
        return day
    is_late = local.time() > limit.cut_off and office.calendar.is_working_day(day)
    return office.calendar.first_working_day_from(day + ONE_DAY if is_late else day)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    limit: Limit
    start: datetime
    office: Office
    pauses: tuple[Pause, ...]


def _in_working_days(question: _Question) -> Deadline:
    office, n = question.office, question.limit.n
    received_on = counted_from(question.limit, question.start, office)
    if n > 0:
        last = office.calendar.working_day_after(received_on, n)
    elif n == 0:
        last = office.calendar.first_working_day_from(received_on)
    else:
        last = _working_days_before(received_on, -n, office)

    def ends(paused: timedelta) -> Deadline:
        on = last
        if paused:
            on = office.day_of(office.after_working_time(office.closing_of(last), paused))
        return _by_day(question.start, on, office)

    return _with_pauses(
        ends, question, (office.working_time_between, office.after_working_time)
    )


def _in_calendar_days(question: _Question) -> Deadline:
    office, n = question.office, question.limit.n
    last = counted_from(question.limit, question.start, office) + timedelta(days=n)
    days = office.calendar
    last_day = days.last_working_day_until if n < 0 else days.first_working_day_from

    def ends(paused: timedelta) -> Deadline:
        on = office.day_of(office.end_of(last) + paused - AN_INSTANT)
        return _by_day(question.start, last_day(on), office)

    return _with_pauses(ends, question, (_wall_time_between, after_wall_time))


def _in_working_hours(question: _Question) -> Deadline:
    office, start, span = question.office, question.start, timedelta(hours=question.limit.n)

    def ends(paused: timedelta) -> Deadline:
        at = office.after_working_time(start, span + paused)
        on = office.day_of(at)
        certain = office.calendar.is_certain_between(office.day_of(start), on)
        return Deadline(on=on, at=at, provisional=not certain)

    return _with_pauses(
        ends, question, (office.working_time_between, office.after_working_time)
    )


COUNTED: Mapping[Unit, Callable[[_Question], Deadline]] = {
    Unit.WORKING_DAY: _in_working_days,
    Unit.SAME_DAY_CUTOFF: _in_working_days,
    Unit.CALENDAR_DAY: _in_calendar_days,
    Unit.WORKING_HOUR: _in_working_hours,
}


def _with_pauses(
    ends: Callable[[timedelta], Deadline], question: _Question, clock: tuple[Measure, Reach]
) -> Deadline:
    """The end, moved by every pause that began before it: a broken promise is not mended."""
    measure, reach = clock
    paused, end, start = NO_TIME, ends(NO_TIME), question.start
    for stretch in stretches(question.pauses, reach):
        if stretch.since >= end.at:
            break
        paused += measure(max(stretch.since, start), max(stretch.until, start))
        end = ends(paused)
    return end


def _by_day(start: datetime, on: date, office: Office) -> Deadline:
    first, last = sorted([min(office.day_of(start) + ONE_DAY, on), on])
    certain = office.calendar.is_certain_between(first, last)
    return Deadline(on=on, at=office.end_of(on), provisional=not certain)


def _working_days_before(day: date, count: int, office: Office) -> date:
    for _ in range(count):
        day = office.calendar.last_working_day_until(day - ONE_DAY)
    return day


def _wall_time_between(start: datetime, end: datetime) -> timedelta:
    return max(NO_TIME, end - start)


def after_wall_time(start: datetime, span: timedelta) -> datetime:
    """The moment that lies `span` after `start` by the clock on the wall."""
    return start + span
