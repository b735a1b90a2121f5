"""The duty matrix: late is late, and no order of deeds changes a cell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.campaigns.domain.duties import (
    AskedUnit,
    Cell,
    CellState,
    Deed,
    Duty,
    What,
    matrix_of,
)
from services.registry.campaigns.domain.plans import due_for_plans
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.places import UnitCode
from shared.kernel.working_days import late_working_days, working_days_left
from tests.spec.registry.campaigns import TODAY, deed, duty

VIETNAM = shipped_calendar()

EAST = AskedUnit(unit=UnitCode("east"), kind="ward")
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
deeds = st.lists(st.builds(deed, days, amount=st.integers(0, 3)), max_size=6)


def cell(
    *done: Deed, of: Duty | None = None, today: date = TODAY, unit: AskedUnit = EAST
) -> Cell:
    board = matrix_of([of or duty()], [unit], done, today=today, calendar=VIETNAM)
    return board.rows[0].cells[0]


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 3, 2), CellState.WAITING, 21),
        (date(2026, 3, 24), CellState.DUE_SOON, 5),
        (date(2026, 3, 31), CellState.DUE_SOON, 0),
        (date(2026, 4, 1), CellState.OVERDUE, 1),
        (date(2026, 4, 6), CellState.OVERDUE, 4),
    ],
)
def test_a_duty_waits_comes_near_and_goes_by(today: date, state: CellState, left: int) -> None:
    found = cell(today=today)
    assert (found.state, found.days) == (state, left)


@pytest.mark.parametrize(
    ("done", "state", "late"),
    [
        (date(2026, 3, 31), CellState.ON_TIME, 0),
        (date(2026, 4, 1), CellState.LATE, 1),
        (date(2026, 4, 4), CellState.LATE, 4),
    ],
)
def test_a_plan_is_on_time_until_the_evening_of_its_day(
    done: date, state: CellState, late: int
) -> None:
    found = cell(deed(done), today=date(2026, 6, 1))
    assert (found.state, found.days, found.done_on) == (state, late, done)


def test_a_day_that_falls_on_tet_moves_to_the_first_day_of_work() -> None:
    tet = duty(due_on=date(2026, 2, 18))

    assert cell(deed(date(2026, 2, 23)), of=tet).state is CellState.ON_TIME
    assert cell(deed(date(2026, 2, 24)), of=tet).days == 1


def test_two_of_three_models_are_a_part() -> None:
    models = duty(What.MODEL, count=3)
    two = [deed(date(2026, 2, 3 + i), what=What.MODEL) for i in range(2)]

    found = cell(*two, of=models)
    assert (found.state, found.have, found.wanted) == (CellState.PARTLY, 2, 3)


def test_one_plan_answers_one_duty() -> None:
    year, quarter = duty(), duty(code="D2", due_on=date(2026, 10, 31))
    board = matrix_of([quarter, year], [EAST], [deed(TODAY)], today=TODAY, calendar=VIETNAM)

    assert [c.state for c in board.rows[0].cells] == [CellState.WAITING, CellState.ON_TIME]


def test_who_is_not_asked_has_no_row_and_who_is_not_known_waits() -> None:
    school = AskedUnit(unit=UnitCode("truong"), kind="school")
    unknown = AskedUnit(unit=UnitCode("moi"), kind="", is_awaited=True)
    asked = duty(units=(UnitCode("moi"),))
    board = matrix_of([asked], [EAST, school, unknown], [], today=TODAY, calendar=VIETNAM)

    assert [row.unit for row in board.rows] == ["east", "moi"]
    assert board.rows[1].cells[0].state is CellState.WAITING_FOR_UNIT
    assert board.done(0) == (0, 2)


def test_the_next_plan_is_due_when_the_next_duty_wants_one() -> None:
    asked = [duty(due_on=date(2026, 10, 31)), duty(), duty(What.MODEL, due_on=TODAY)]

    assert due_for_plans(asked, unit="east", kind="ward") == date(2026, 3, 31)
    assert due_for_plans(asked, unit="east", kind="ward", before=1) == date(2026, 10, 31)
    assert due_for_plans(asked, unit="east", kind="ward", before=2) is None
    assert due_for_plans(asked, unit="truong", kind="school") is None


@given(deeds.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), days)
def test_deeds_may_be_told_in_any_order(
    orders: tuple[list[Deed], list[Deed]], day: date
) -> None:
    of = duty(count=2)
    first, second = (cell(*order, of=of, today=day) for order in orders)
    assert first == second


@given(deeds, deeds, days)
def test_more_deeds_never_make_a_cell_worse(
    some: list[Deed], more: list[Deed], day: date
) -> None:
    of = duty(count=2)
    before, after = cell(*some, of=of, today=day), cell(*some, *more, of=of, today=day)
    if before.state is CellState.ON_TIME:
        assert after.state is CellState.ON_TIME
    assert after.have >= before.have


@given(days, days)
def test_late_is_late(due: date, done: date) -> None:
    late = late_working_days(due, done, VIETNAM)

    last = VIETNAM.first_working_day_from(due)
    assert (late > 0) == (done > last)
    assert late_working_days(due, done + timedelta(days=1), VIETNAM) >= late
    assert late == 0 or working_days_left(done, due, VIETNAM) == 0


@given(days, st.integers(0, 60))
def test_every_cell_is_in_exactly_one_state(day: date, until: int) -> None:
    board = matrix_of(
        [duty(), duty(What.MODEL, count=2)],
        [EAST],
        [deed(day)],
        today=day + timedelta(days=until),
        calendar=VIETNAM,
    )
    assert sum(board.tally.values()) == 2
    assert board.done(0)[0] == 1
