"""Working days: what a promise to a citizen comes to on the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.working_days import Calendar, Due, due_on

VIETNAM = shipped_calendar()

any_day = st.dates(min_value=date(2017, 1, 1), max_value=date(2032, 12, 31))
any_promise = st.integers(min_value=0, max_value=90)

GOLDEN_WORKING_DAYS = [
    pytest.param(date(2026, 2, 13), 5, date(2026, 2, 27), False, id="W1 Tết 2026"),
    pytest.param(date(2026, 8, 19), 5, date(2026, 8, 25), True, id="W2 Saturday 22/8 worked"),
    pytest.param(date(2026, 11, 19), 3, date(2026, 11, 25), False, id="W3 24/11 is a holiday"),
    pytest.param(date(2025, 12, 30), 7, date(2026, 1, 10), True, id="W4 across the year end"),
    pytest.param(date(2026, 4, 24), 5, date(2026, 5, 6), False, id="W5 Giỗ Tổ, 30/4 and 1/5"),
    pytest.param(date(2025, 4, 24), 4, date(2025, 4, 29), False, id="W6 Saturday 26/4 worked"),
]
GOLDEN_CALENDAR_DAYS = [
    pytest.param(date(2026, 1, 19), 30, date(2026, 2, 23), id="C1 ends inside Tết"),
    pytest.param(date(2026, 5, 15), 30, date(2026, 6, 15), id="C2 ends on a Sunday"),
    pytest.param(date(2026, 7, 1), 45, date(2026, 8, 17), id="C3 ends on a Saturday"),
]


@pytest.mark.parametrize(("received_on", "promise", "due", "provisional"), GOLDEN_WORKING_DAYS)
def test_a_promise_in_working_days_falls_due(
    received_on: date, promise: int, due: date, *, provisional: bool
) -> None:
    assert due_on(received_on, promise, VIETNAM) == Due(due, provisional=provisional)


@pytest.mark.parametrize(("received_on", "limit", "due"), GOLDEN_CALENDAR_DAYS)
def test_a_limit_in_calendar_days_ends_on_a_working_day(
    received_on: date, limit: int, due: date
) -> None:
    assert VIETNAM.first_working_day_from(received_on + timedelta(days=limit)) == due


@given(any_day, any_promise)
def test_nothing_is_due_on_a_day_off(received_on: date, promise: int) -> None:
    assert VIETNAM.is_working_day(due_on(received_on, promise, VIETNAM).on)


@given(any_day, any_promise)
def test_one_more_day_promised_is_exactly_one_more_working_day(
    received_on: date, promise: int
) -> None:
    sooner = due_on(received_on, promise + 1, VIETNAM).on
    later = due_on(received_on, promise + 2, VIETNAM).on

    assert later == VIETNAM.first_working_day_from(sooner + timedelta(days=1))


@given(any_day, any_day, any_promise)
def test_who_comes_earlier_is_never_served_later(one: date, other: date, promise: int) -> None:
    earlier, later = sorted([one, other])
    assert due_on(earlier, promise, VIETNAM).on <= due_on(later, promise, VIETNAM).on


@given(any_day, any_promise)
def test_the_days_between_are_the_days_promised(received_on: date, promise: int) -> None:
    due = due_on(received_on, promise + 1, VIETNAM).on
    after_receipt = [
        received_on + timedelta(days=ahead) for ahead in range(1, (due - received_on).days + 1)
    ]
    assert sum(map(VIETNAM.is_working_day, after_receipt)) == promise + 1


@given(any_day)
def test_a_promise_for_the_same_day_waits_only_for_the_office_to_open(
    received_on: date,
) -> None:
    due = due_on(received_on, 0, VIETNAM).on

    assert due == VIETNAM.first_working_day_from(received_on)
    assert due == received_on or not VIETNAM.is_working_day(received_on)


def test_a_promise_on_the_same_confirmed_day_is_firm() -> None:
    assert due_on(date(2025, 3, 3), 0, VIETNAM) == Due(date(2025, 3, 3))


@given(st.dates(min_value=date(2027, 1, 1), max_value=date(2100, 1, 1)), any_promise)
def test_a_year_not_yet_published_refuses_nobody(received_on: date, promise: int) -> None:
    assert due_on(received_on, promise, VIETNAM).provisional


def test_a_promise_that_reaches_into_an_unpublished_year_is_provisional() -> None:
    assert due_on(date(2026, 12, 29), 5, VIETNAM) == Due(date(2027, 1, 6), provisional=True)


def test_a_whole_year_may_be_unconfirmed() -> None:
    draft = Calendar(years={2027: CalendarYear(year=2027, is_confirmed=False)})

    assert due_on(date(2027, 3, 1), 1, draft) == Due(date(2027, 3, 2), provisional=True)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2029, 1, 1), False),
        (date(2029, 4, 30), False),
        (date(2029, 5, 1), False),
        (date(2030, 9, 2), False),
        (date(2027, 11, 24), False),
        (date(2023, 11, 24), True),  # before Ngày Văn hóa Việt Nam was a holiday
        (date(2029, 3, 3), False),  # a Saturday
        (date(2029, 3, 5), True),
    ],
)
def test_an_unpublished_year_knows_weekends_and_fixed_holidays(
    day: date, *, is_worked: bool
) -> None:
    assert VIETNAM.is_working_day(day) is is_worked


def test_a_promise_into_the_past_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        due_on(date(2026, 3, 2), -1, VIETNAM)


def test_no_published_day_off_falls_into_another_year() -> None:
    for number, year in VIETNAM.years.items():
        days = year.days_off | year.worked_days | year.uncertain_days
        assert {day.year for day in days} == {number}


def test_a_day_is_not_both_off_and_worked() -> None:
    for year in VIETNAM.years.values():
        assert not year.days_off & year.worked_days
        assert all(day.weekday() >= 5 for day in year.worked_days)
