"""Office hours: when somebody is there to work, and how much of a stretch of time that is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.kernel.places import CIVIC_TIME
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import ONE_DAY, SATURDAY, Calendar

NO_TIME = timedelta()
FRIDAY = 4


class OfficeHoursUnusable(Rejection):
    """Giờ làm việc không hợp lệ: mỗi buổi phải mở cửa trước khi đóng cửa và không chồng nhau.
    These office hours cannot be: each session opens before it closes, and none overlap.
    """


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of a day during which the office is open."""

    opens: time
    closes: time


Sessions = tuple[Session, ...]

MORNING = Session(time(7, 30), time(11, 30))
AFTERNOON = Session(time(13), time(17))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """The sessions of each weekday, Monday being 0; the gap between two is the lunch break.

    A rest day worked in exchange has the sessions of `on_swapped_days`.
    """

    by_weekday: Mapping[int, Sessions]
    on_swapped_days: Sessions
    basis: str = ""
    is_assumed: bool = False

    def __post_init__(self) -> None:
        for sessions in (*self.by_weekday.values(), self.on_swapped_days):
            _refuse_muddled(sessions)
        if not any(self.by_weekday.get(day) for day in range(FRIDAY + 1)):
            raise OfficeHoursUnusable


def _refuse_muddled(sessions: Sessions) -> None:
    times = [moment for session in sessions for moment in (session.opens, session.closes)]
    if times != sorted(set(times)):
        raise OfficeHoursUnusable


USUAL = OfficeHours(
    by_weekday=dict.fromkeys(range(FRIDAY + 1), (MORNING, AFTERNOON)),
    on_swapped_days=(MORNING, AFTERNOON),
    basis="giả định; mỗi địa phương tự quy định",
    is_assumed=True,
)
"""Eight hours with a break for lunch; every province decides its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """When an office works: its calendar, its hours, its time zone."""

    calendar: Calendar
    hours: OfficeHours = USUAL
    zone: ZoneInfo = field(default=CIVIC_TIME)

    def day_of(self, moment: datetime) -> date:
        """The civic day of a moment here."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """24:00 of a day: until then a limit in days is kept (BLDS 2015, Điều 148)."""
        return datetime.combine(day + ONE_DAY, time(), tzinfo=self.zone)

    def sessions_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """From when to when the office is open on `day`."""
        for session in self._sessions(day):
            yield (
                datetime.combine(day, session.opens, tzinfo=self.zone),
                datetime.combine(day, session.closes, tzinfo=self.zone),
            )

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the office is open between two moments; nothing if they are in reverse."""
        worked, day, last = NO_TIME, self.day_of(start), self.day_of(end)
        while day <= last:
            for opens, closes in self.sessions_on(day):
                worked += max(NO_TIME, min(closes, end) - max(opens, start))
            day += ONE_DAY
        return worked

    def after_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which the office has been open for `span` since `start`.

        What comes before opening, in the lunch break or after hours starts when the office
        opens next. What ends with a session ends there, not when the next one opens.
        """
        day, left = self.day_of(start), span
        while True:
            for opens, closes in self.sessions_on(day):
                begins = max(opens, start)
                if begins <= closes and left <= closes - begins:
                    return begins + left
                left -= max(NO_TIME, closes - begins)
            day += ONE_DAY

    def closing_of(self, day: date) -> datetime:
        """When the office closes on `day`, or closed last before it."""
        while not (sessions := list(self.sessions_on(day))):
            day -= ONE_DAY
        return sessions[-1][1]

    def _sessions(self, day: date) -> Sessions:
        usual = self.hours.by_weekday.get(day.weekday(), ())
        if self.calendar.is_working_day(day):
            return usual if day.weekday() < SATURDAY else self.hours.on_swapped_days
        is_own_saturday = day.weekday() >= SATURDAY and not self.calendar.is_holiday(day)
        return usual if is_own_saturday else ()
