"""Recounts: what a new calendar does to a promise, and what it leaves alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.intake.calendars.domain import (
    Recalendared,
    recounted,
    recounted_dossier,
    span_of_change,
)
from services.intake.cases.domain.cases import Case
from services.intake.dossiers.domain.dossiers import opened
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.calendar_years import CalendarYear, Confidence, DayKind, MarkedDay
from shared.kernel.clocks import ClockName
from shared.kernel.working_days import Calendar, due_on
from tests.spec.intake.cases import a_case, a_receipt

VIETNAM = shipped_calendar()
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2), (11, 24))


def year_2027(*more: date, version: int = 1) -> CalendarYear:
    days = {*(date(2027, *day) for day in FIXED), *more}
    marked = (MarkedDay(on=day, kind=DayKind.HOLIDAY) for day in sorted(days))
    return CalendarYear(year=2027, version=version, source="test", days=tuple(marked))


TET = tuple(date(2027, 2, nth) for nth in (4, 5, 8, 9, 10))
LOADED = Recalendared(old=VIETNAM, new=VIETNAM.with_year(year_2027(*TET)))

winter_days = st.dates(date(2026, 12, 1), date(2027, 3, 31))
days_off = st.sets(st.dates(date(2027, 1, 1), date(2027, 4, 15)), max_size=12)


def promised(received_on: date, *, by: Calendar = VIETNAM) -> Case:
    """A case promised by the usual limits."""
    due = due_on(received_on, 5, by)
    return replace(
        a_case(),
        received_on=received_on,
        acknowledge_by=due_on(received_on, 1, by).on,
        answer_by=due_on(received_on, 3, by).on,
        due_on=due.on,
        due_is_provisional=due.provisional,
        promised_on=due.on,
    )


def test_a_promise_over_a_tet_nobody_had_published_moves_and_becomes_firm() -> None:
    before = promised(date(2027, 2, 2))
    assert (before.due_on, before.due_is_provisional) == (date(2027, 2, 9), True)

    after, moves = recounted(before, LOADED)

    assert (after.due_on, after.promised_on) == (date(2027, 2, 16), date(2027, 2, 16))
    assert not after.due_is_provisional
    assert [(move.clock, move.old_on, move.new_on) for move in moves] == [
        (ClockName.ANSWER, date(2027, 2, 5), date(2027, 2, 12)),
        (ClockName.RESOLVE, date(2027, 2, 9), date(2027, 2, 16)),
    ]


def test_a_promise_that_does_not_meet_the_new_days_only_becomes_firm() -> None:
    before = promised(date(2027, 3, 2))
    after, moves = recounted(before, LOADED)
    assert moves == ()
    assert after == replace(before, due_is_provisional=False)


def test_a_clock_that_was_met_stays_as_it_was() -> None:
    answered = replace(
        promised(date(2027, 2, 2)), answered_at=datetime(2027, 2, 3, 2, tzinfo=UTC)
    )
    after, moves = recounted(answered, LOADED)
    assert after.answer_by == answered.answer_by
    assert [move.clock for move in moves] == [ClockName.RESOLVE]


def test_a_date_an_officer_named_stays_unless_the_office_is_closed_then() -> None:
    named = replace(promised(date(2027, 1, 25)), promised_on=date(2027, 2, 19))
    after, _ = recounted(named, LOADED)
    assert after.promised_on == date(2027, 2, 19)

    on_tet = replace(named, promised_on=date(2027, 2, 8))
    after, moves = recounted(on_tet, LOADED)
    assert after.promised_on == date(2027, 2, 11)
    assert [(move.judged, move.new_on) for move in moves] == [(False, date(2027, 2, 11))]


def test_what_was_promised_at_a_reopening_only_yields_to_a_closed_office() -> None:
    stays = replace(
        promised(date(2026, 12, 1)),
        reopened=1,
        due_on=date(2027, 2, 3),
        promised_on=date(2027, 2, 3),
    )
    assert recounted(stays, LOADED)[0].due_on == date(2027, 2, 3)

    yields = replace(stays, due_on=date(2027, 2, 8), promised_on=date(2027, 2, 8))
    after, _ = recounted(yields, LOADED)
    assert (after.due_on, after.promised_on) == (date(2027, 2, 11), date(2027, 2, 11))


@given(winter_days, days_off)
def test_the_working_days_promised_are_kept_whatever_the_calendar(
    received_on: date, off: set[date]
) -> None:
    new = VIETNAM.with_year(year_2027(*off))
    after, moves = recounted(promised(received_on), Recalendared(old=VIETNAM, new=new))
    assert after == replace(promised(received_on, by=new), text=after.text)
    assert all(move.old_on != move.new_on for move in moves)


@given(winter_days, days_off, days_off)
def test_two_versions_one_after_the_other_are_the_last(
    received_on: date, first: set[date], second: set[date]
) -> None:
    one = VIETNAM.with_year(year_2027(*first))
    two = one.with_year(year_2027(*second, version=2))
    between, _ = recounted(promised(received_on), Recalendared(old=VIETNAM, new=one))
    after, _ = recounted(between, Recalendared(old=one, new=two))
    assert after == promised(received_on, by=two)


@given(winter_days, days_off)
def test_a_recount_by_the_same_calendar_moves_nothing(
    received_on: date, off: set[date]
) -> None:
    new = VIETNAM.with_year(year_2027(*off))
    counted = promised(received_on, by=new)
    assert recounted(counted, Recalendared(old=new, new=new)) == (counted, ())


@given(winter_days, days_off)
def test_what_lies_outside_the_span_of_change_never_moves(
    received_on: date, off: set[date]
) -> None:
    old, new = year_2027(), year_2027(*off, version=2)
    span = span_of_change(old, new)
    by = Recalendared(old=VIETNAM.with_year(old), new=VIETNAM.with_year(new))
    before = promised(received_on, by=by.old)
    _, moves = recounted(before, by)
    is_touched = span and before.received_on <= span.last and before.due_on >= span.first
    assert is_touched or not moves


def test_a_day_that_becomes_certain_concerns_those_who_count_on_it() -> None:
    old = shipped_calendar().years[2026]
    sure = replace(
        old, version=2, days=tuple(replace(day, confidence=Confidence.HIGH) for day in old.days)
    )
    span = span_of_change(old, sure)
    assert span is not None
    assert (span.first, span.last) == (date(2026, 1, 2), date(2026, 8, 31))
    assert span_of_change(sure, replace(sure, version=3)) is None


def test_a_dossier_whose_date_was_counted_moves_with_the_calendar() -> None:
    receipt = a_receipt(received_on=date(2027, 2, 2), due_on=date(2027, 2, 9))
    dossier = opened(receipt, called=a_case().id, today=date(2027, 2, 2))
    after = recounted_dossier(dossier, LOADED, 5)
    assert (after.due_on, after.promised_on) == (date(2027, 2, 16), date(2027, 2, 16))
    assert after.first_due_on == date(2027, 2, 9)


def test_a_date_the_one_stop_desk_named_stays_unless_offices_are_closed_then() -> None:
    receipt = a_receipt(received_on=date(2027, 2, 2), due_on=date(2027, 2, 19))
    dossier = opened(receipt, called=a_case().id, today=date(2027, 2, 2))
    assert recounted_dossier(dossier, LOADED, 5) == dossier
    assert recounted_dossier(dossier, LOADED, None) == dossier
