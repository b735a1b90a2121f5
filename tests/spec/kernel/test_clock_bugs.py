"""The clock bugs other systems have had, each by name, so that ours never has them.

The reports are named after the system and number they were filed under.
"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.calendar_years import CalendarYear, DayKind, MarkedDay
from shared.kernel.clocks import Clock, ClockName, Hand, started
from shared.kernel.deadlines import Profile, Profiles, Unit, deadline
from shared.kernel.office_hours import Office, OfficeHours, Session
from shared.kernel.pauses import Pause
from shared.kernel.working_days import Calendar
from tests.spec.kernel.deadline_cases import (
    NINE_TO_FIVE,
    OFFICE,
    VIETNAM,
    at,
    calendar_days,
    working_days,
    working_hours,
)


def clock_of(limit_hours: int, start: str, *, office: Office = NINE_TO_FIVE) -> Clock:
    return started(ClockName.RESOLVE, working_hours(limit_hours), at(start), office=office)


def with_holidays(*days: MarkedDay) -> Calendar:
    """2026 as it is, and these days besides."""
    year = shipped_calendar().years[2026]
    return VIETNAM.with_year(replace(year, version=2, days=(*year.days, *days)))


def test_frappe_helpdesk_2449_a_hold_overnight_does_not_move_the_due_time() -> None:
    """erpnext#49414: 9-17, eight hours, start 9:00, on hold from 17:00 to 9:00."""
    clock = clock_of(8, "2026-06-15 09:00")
    assert clock.end.at == at("2026-06-15 17:00")

    held = clock.paused(Pause(reason="awaiting_citizen", since=at("2026-06-15 17:00")))
    resumed = held.resumed(at("2026-06-16 09:00"), NINE_TO_FIVE)

    assert resumed.end.at == at("2026-06-15 17:00")


def test_a_hold_over_the_weekend_moves_the_due_time_by_the_hours_missed_only() -> None:
    held = clock_of(12, "2026-06-19 09:00").paused(
        Pause(reason="awaiting_citizen", since=at("2026-06-19 16:00"))
    )
    resumed = held.resumed(at("2026-06-22 10:00"), NINE_TO_FIVE)

    # Friday's last hour and Monday's first: two hours, not sixty-six.
    assert resumed.end.at == at("2026-06-22 15:00")


def test_a_hold_overnight_does_not_move_a_limit_in_days_either() -> None:
    pause = Pause(
        reason="awaiting_citizen", since=at("2026-06-15 17:00"), until=at("2026-06-16 07:30")
    )
    end = deadline(working_days(3), at("2026-06-15 10:00"), OFFICE, pauses=[pause])
    assert end.on == date(2026, 6, 18)


def test_a_hold_over_whole_days_moves_a_limit_in_days_by_what_was_missed() -> None:
    pause = Pause(
        reason="awaiting_citizen", since=at("2026-06-15 17:00"), until=at("2026-06-17 17:00")
    )
    end = deadline(working_days(3), at("2026-06-15 10:00"), OFFICE, pauses=[pause])
    assert end.on == date(2026, 6, 22)


def test_a_hold_moves_a_limit_in_calendar_days_by_civic_time() -> None:
    pause = Pause(
        reason="awaiting_expert", since=at("2026-06-05 17:00"), until=at("2026-06-08 17:00")
    )
    end = deadline(calendar_days(10), at("2026-06-01 10:00"), OFFICE, pauses=[pause])
    assert end.on == date(2026, 6, 15)  # 11 + 3 is a Sunday


def test_frappe_helpdesk_2212_1528_nobody_works_through_lunch() -> None:
    lunch = OFFICE.working_time_between(at("2026-06-15 11:00"), at("2026-06-15 13:30"))
    assert lunch == timedelta(hours=1)
    assert deadline(working_hours(4), at("2026-06-15 10:00"), OFFICE).at == at(
        "2026-06-15 15:30"
    )
    assert deadline(working_hours(1), at("2026-06-15 12:10"), OFFICE).at == at(
        "2026-06-15 14:00"
    )


def test_frappe_helpdesk_2449_item_4_a_changed_holiday_list_recounts_open_cases() -> None:
    clock = started(ClockName.RESOLVE, working_days(3), at("2026-06-15 09:00"), office=OFFICE)
    flood = MarkedDay(on=date(2026, 6, 17), kind=DayKind.HOLIDAY)
    changed = Office(calendar=with_holidays(flood))

    assert clock.end.on == date(2026, 6, 18)
    assert clock.recounted(changed).end.on == date(2026, 6, 19)
    assert clock.recounted(changed).recounted(OFFICE) == clock


def test_frappe_helpdesk_2214_an_edited_limit_is_applied() -> None:
    old = Profile(
        code="X1", what="test", n=5, unit=Unit.WORKING_DAY, valid_to=date(2026, 6, 30)
    )
    new = replace(old, n=2, valid_from=date(2026, 7, 1), valid_to=None)
    rules = Profiles({"X1": (new, old)})

    assert rules.on("X1", date(2026, 6, 30)).limit().n == 5
    assert rules.on("X1", date(2026, 7, 1)).limit().n == 2


def test_jmix_790_one_day_is_not_twenty_four_business_hours() -> None:
    monday = at("2026-06-15 09:00")
    assert deadline(working_days(1), monday, OFFICE).on == date(2026, 6, 16)
    assert deadline(working_hours(24), monday, OFFICE).on == date(2026, 6, 18)


def test_jbpm_9546_1830_what_comes_before_opening_starts_when_the_office_opens() -> None:
    assert clock_of(2, "2026-06-15 05:00").end.at == at("2026-06-15 11:00")


def test_jbpm_1342_what_comes_after_hours_starts_on_the_next_working_day() -> None:
    assert clock_of(2, "2026-06-15 18:00").end.at == at("2026-06-16 11:00")
    assert clock_of(2, "2026-06-19 18:00").end.at == at("2026-06-22 11:00")


@pytest.mark.parametrize("office", [OFFICE, NINE_TO_FIVE])
def test_jbpm_4533_233_a_holiday_is_not_worked(office: Office) -> None:
    eve, day_after = at("2026-04-29 16:00"), at("2026-05-04 10:00")
    assert office.working_time_between(at("2026-04-30 00:00"), at("2026-05-04 00:00")) == (
        timedelta()
    )
    assert deadline(working_days(1), eve, office).on == day_after.date()


def test_pm4py_558_a_calendar_that_is_given_is_used() -> None:
    closed_all_june = [
        MarkedDay(on=date(2026, 6, nth), kind=DayKind.HOLIDAY) for nth in range(1, 31)
    ]
    office = Office(calendar=with_holidays(*closed_all_june))
    start = at("2026-05-29 09:00")

    assert deadline(working_days(1), start, OFFICE).on == date(2026, 6, 1)
    for limit in (working_days(1), working_hours(9), calendar_days(3)):
        assert deadline(limit, start, office).on == date(2026, 7, 1)
    assert office.working_time_between(start, at("2026-07-01 00:00")) == timedelta(hours=6.5)


def test_pm4py_558_office_hours_that_are_given_are_used() -> None:
    mornings = OfficeHours(
        by_weekday=dict.fromkeys(range(5), (Session(time(8), time(12)),)), on_swapped_days=()
    )
    office = Office(calendar=VIETNAM, hours=mornings)
    assert deadline(working_hours(8), at("2026-06-15 08:00"), office).at == at(
        "2026-06-16 12:00"
    )


def test_osticket_1107_1168_4969_an_office_does_not_work_around_the_clock() -> None:
    friday_evening = at("2026-06-19 16:30")
    assert clock_of(4, "2026-06-19 16:30").end.at == at("2026-06-22 12:30")
    week = NINE_TO_FIVE.working_time_between(friday_evening, friday_evening + timedelta(days=7))
    assert week == timedelta(hours=40)


def test_digit_a_comment_never_resets_a_clock() -> None:
    """DIGIT counts from the last modification; ours knows none, however late one looks."""
    clock = clock_of(8, "2026-06-15 09:00")
    looks = [at("2026-06-15 09:00") + timedelta(hours=3 * n) for n in range(40)]

    hands = [clock.standing(look, NINE_TO_FIVE).hand for look in looks]

    assert clock.recounted(NINE_TO_FIVE) == clock
    assert hands[-1] is Hand.OVERDUE
    assert sorted(hands, key=list(Hand).index) == hands


def test_two_holds_at_once_stop_a_clock_once() -> None:
    both = [
        Pause(reason="a", since=at("2026-06-15 10:00"), until=at("2026-06-15 12:00")),
        Pause(reason="b", since=at("2026-06-15 11:00"), until=at("2026-06-15 13:00")),
    ]
    end = deadline(working_hours(4), at("2026-06-15 09:00"), NINE_TO_FIVE, pauses=both)
    assert end.at == at("2026-06-15 16:00")


def test_a_hold_is_counted_up_to_its_cap() -> None:
    held = clock_of(4, "2026-06-15 09:00").paused(
        Pause(reason="a", since=at("2026-06-15 10:00"), most=timedelta(hours=2))
    )
    assert held.standing(at("2026-06-15 11:59"), NINE_TO_FIVE).hand is Hand.PAUSED
    running = held.standing(at("2026-06-15 14:30"), NINE_TO_FIVE)
    assert (running.hand, running.remaining) == (Hand.AT_RISK, timedelta(minutes=30))
    assert held.standing(at("2026-06-15 15:30"), NINE_TO_FIVE).hand is Hand.OVERDUE
    assert held.resumed(at("2026-06-25 10:00"), NINE_TO_FIVE).end.at == at("2026-06-15 15:00")


def test_a_hold_does_not_mend_a_broken_promise() -> None:
    pause = Pause(reason="a", since=at("2026-06-16 09:00"), until=at("2026-06-20 09:00"))
    end = deadline(working_hours(8), at("2026-06-15 09:00"), NINE_TO_FIVE, pauses=[pause])
    assert end.at == at("2026-06-15 17:00")


@pytest.mark.parametrize(
    ("hours", "hand"),
    [(0, Hand.RUNNING), (6, Hand.RUNNING), (6.5, Hand.AT_RISK), (8, Hand.AT_RISK)],
)
def test_a_clock_of_hours_is_at_risk_when_four_fifths_are_used(
    hours: float, hand: Hand
) -> None:
    clock = clock_of(8, "2026-06-15 09:00")
    now = at("2026-06-15 09:00") + timedelta(hours=hours)
    assert clock.standing(now, NINE_TO_FIVE).hand is hand


def test_an_empty_year_that_is_loaded_is_not_guessed_at() -> None:
    bare = Calendar(years={2027: CalendarYear(year=2027)})
    assert bare.is_working_day(date(2027, 9, 2))
