"""Laws of the deadline engine: what holds for every moment, limit and pause."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clocks import ClockName, started
from shared.kernel.deadlines import Limit, Unit, deadline
from shared.kernel.pauses import Pause
from shared.kernel.working_days import at_risk_on, due_on
from tests.spec.kernel.deadline_cases import (
    OFFICE,
    VIETNAM,
    calendar_days,
    days,
    limits,
    moments,
    spans,
    working_days,
    working_hours,
)

NOTHING = timedelta()


def paused(since: datetime, span: timedelta) -> Pause:
    return Pause(reason="awaiting_citizen", since=since, until=since + span)


@given(moments, moments, limits)
def test_who_comes_earlier_is_never_served_later(
    one: datetime, other: datetime, limit: Limit
) -> None:
    earlier, later = sorted([one, other])
    assert deadline(limit, earlier, OFFICE).at <= deadline(limit, later, OFFICE).at


@given(moments, limits)
def test_a_longer_limit_never_ends_sooner(start: datetime, limit: Limit) -> None:
    longer = replace(limit, n=limit.n + 1)
    assert deadline(limit, start, OFFICE).at <= deadline(longer, start, OFFICE).at


@given(moments, limits)
def test_nothing_is_due_before_it_came_nor_on_a_day_off(start: datetime, limit: Limit) -> None:
    end = deadline(limit, start, OFFICE)
    assert end.at >= start
    assert VIETNAM.is_working_day(end.on)


@given(moments, spans, spans)
def test_working_time_adds_up(start: datetime, one: timedelta, other: timedelta) -> None:
    in_steps = OFFICE.after_working_time(OFFICE.after_working_time(start, one), other)
    at_once = OFFICE.after_working_time(start, one + other)
    assert OFFICE.working_time_between(in_steps, at_once) == NOTHING
    assert OFFICE.working_time_between(at_once, in_steps) == NOTHING


@given(moments, spans)
def test_so_much_working_time_later_is_so_much_working_time(
    start: datetime, span: timedelta
) -> None:
    end = OFFICE.after_working_time(start, span)
    assert OFFICE.working_time_between(start, end) == span


@given(moments, moments, moments)
def test_a_stretch_is_the_sum_of_its_parts(a: datetime, b: datetime, c: datetime) -> None:
    first, middle, last = sorted([a, b, c])
    parts = [
        OFFICE.working_time_between(first, middle),
        OFFICE.working_time_between(middle, last),
    ]
    assert OFFICE.working_time_between(first, last) == sum(parts, NOTHING)


@given(moments, st.integers(0, 40), moments)
def test_a_pause_outside_office_hours_changes_nothing(
    start: datetime, n: int, since: datetime
) -> None:
    closed_until = OFFICE.after_working_time(since, NOTHING)
    pause = Pause(reason="awaiting_citizen", since=since, until=closed_until)
    for limit in (working_days(n), working_hours(n)):
        alone = deadline(limit, start, OFFICE)
        assert deadline(limit, start, OFFICE, pauses=[pause]) == alone


@given(start=moments, limit=limits, since=moments, span=spans)
def test_a_pause_never_brings_the_end_nearer(
    *, start: datetime, limit: Limit, since: datetime, span: timedelta
) -> None:
    with_pause = deadline(limit, start, OFFICE, pauses=[paused(since, span)])
    assert with_pause.at >= deadline(limit, start, OFFICE).at


@given(moments, limits, st.lists(st.tuples(spans, spans), max_size=4))
def test_the_order_of_pauses_never_matters(
    start: datetime, limit: Limit, told: list[tuple[timedelta, timedelta]]
) -> None:
    pauses = [paused(start + ahead, span) for ahead, span in told]
    reverse = deadline(limit, start, OFFICE, pauses=reversed(pauses))
    assert reverse == deadline(limit, start, OFFICE, pauses=pauses)


@given(start=moments, limit=limits, ahead=spans, one=spans, other=spans)
def test_a_pause_in_two_pieces_is_the_same_pause(
    *, start: datetime, limit: Limit, ahead: timedelta, one: timedelta, other: timedelta
) -> None:
    since = start + ahead
    whole = [paused(since, one + other)]
    pieces = [paused(since, one), paused(since + one, other)]
    assert deadline(limit, start, OFFICE, pauses=pieces) == deadline(
        limit, start, OFFICE, pauses=whole
    )


@given(start=moments, limit=limits, ahead=spans, span=spans)
def test_a_pause_counted_twice_counts_once(
    *, start: datetime, limit: Limit, ahead: timedelta, span: timedelta
) -> None:
    pause = paused(start + ahead, span)
    once = deadline(limit, start, OFFICE, pauses=[pause])
    assert deadline(limit, start, OFFICE, pauses=[pause, pause]) == once


@given(moments, st.integers(1, 120), spans)
def test_a_pause_of_hours_moves_hours_by_exactly_its_office_hours(
    start: datetime, n: int, span: timedelta
) -> None:
    pause = paused(start, span)
    missed = OFFICE.working_time_between(pause.since, start + span)
    plain = OFFICE.after_working_time(start, timedelta(hours=n) + missed)
    assert deadline(working_hours(n), start, OFFICE, pauses=[pause]).at == plain


@given(moments, limits, st.lists(moments, max_size=8))
def test_looking_at_a_clock_never_moves_it(
    start: datetime, limit: Limit, looks: list[datetime]
) -> None:
    clock = started(ClockName.RESOLVE, limit, start, office=OFFICE)
    standings = [clock.standing(look, OFFICE) for look in sorted(looks)]
    left = [standing.remaining for standing in standings]
    assert clock == started(ClockName.RESOLVE, limit, start, office=OFFICE)
    assert left == sorted(left, reverse=True)


@given(moments, limits)
def test_counting_again_by_the_same_calendar_changes_nothing(
    start: datetime, limit: Limit
) -> None:
    clock = started(ClockName.RESOLVE, limit, start, office=OFFICE)
    assert clock.recounted(OFFICE) == clock


@given(days, st.integers(0, 90))
def test_days_of_the_engine_are_the_days_promised_on_a_receipt(day: date, n: int) -> None:
    noon = OFFICE.end_of(day) - timedelta(hours=12)
    assert deadline(working_days(n), noon, OFFICE).due == due_on(day, n, VIETNAM)


@given(days, st.integers(1, 60))
def test_a_promise_is_at_risk_within_its_second_half_and_on_its_last_days(
    day: date, n: int
) -> None:
    due = due_on(day, n, VIETNAM).on
    risky = at_risk_on(day, due, VIETNAM)
    gone = VIETNAM.working_days_between(day, risky)
    assert day < risky <= due
    assert 2 * gone >= n
    assert 5 * gone >= 4 * n or n - gone <= 1


@given(moments)
def test_a_calendar_limit_counts_every_day_it_names(start: datetime) -> None:
    end = deadline(calendar_days(30), start, OFFICE)
    assert (end.on - start.date()).days >= 30
    assert Unit.CALENDAR_DAY is calendar_days(30).unit
