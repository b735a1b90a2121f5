"""Going up: lateness climbs by working days, past nobody; poor answers may be appealed."""

from datetime import date
from uuid import UUID

import pytest

from services.intake.appeals.catalogue import ladder
from services.intake.appeals.domain import (
    Appeal,
    AppealDecidedBefore,
    AppealState,
    EscalationReason,
    NewDayNeeded,
    decided,
    due_levels,
    escalation_id,
    last_day_late,
    next_above,
    superior,
)
from services.intake.cases.domain.cases import CaseId
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.places import UnitCode

LINE = ("east", "district", "city")
CASE = UUID(int=1)
DUE = date(2026, 2, 12)


def levels(today: date) -> list[int]:
    return list(due_levels(DUE, today, ladder=ladder(), calendar=shipped_calendar()))


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 2, 12), []),
        (date(2026, 2, 13), []),
        (date(2026, 2, 23), []),
        (date(2026, 2, 24), [1]),
        (date(2026, 3, 4), [1]),
        (date(2026, 3, 5), [1, 2]),
    ],
    ids=["due", "a day late", "Tết does not count", "three working days", "nine", "ten"],
)
def test_lateness_is_counted_in_working_days(today: date, level: list[int]) -> None:
    assert levels(today) == level


def test_a_day_is_late_by_nothing_on_itself() -> None:
    assert last_day_late(DUE, 0, shipped_calendar()) == DUE


@pytest.mark.parametrize(("level", "who"), [(1, "district"), (2, "city"), (3, "city")])
def test_it_comes_before_the_superior_of_its_level_or_the_highest(level: int, who: str) -> None:
    assert superior(LINE, level, parent="district") == (who, EscalationReason.OVERDUE)


def test_a_gap_in_the_line_is_told_to_the_node_above_and_to_itself_at_the_top() -> None:
    assert superior(("east",), 1, parent="district") == (
        "district",
        EscalationReason.NOBODY_ABOVE,
    )
    assert superior(("city",), 1, parent=None) == ("city", EscalationReason.NOBODY_ABOVE)


def test_what_nobody_looks_at_goes_further_until_the_top() -> None:
    assert [next_above(LINE[nth:]) for nth in range(3)] == ["district", "city", None]


def test_the_same_lateness_is_raised_once_to_a_level() -> None:
    one = escalation_id(CASE, DUE, 1)
    assert one == escalation_id(CASE, DUE, 1)
    assert one not in {escalation_id(CASE, DUE, 2), escalation_id(CASE, date(2026, 3, 2), 1)}


def appeal() -> Appeal:
    return Appeal(
        id=UUID(int=2),
        case_id=CaseId(CASE),
        promise_id=None,
        unit=UnitCode("east"),
        to_unit=UnitCode("district"),
        category="env_sanitation",
        received_on=DUE,
        due_on=DUE,
        rating=1,
        filed_on=DUE,
        state=AppealState.FILED,
    )


def test_an_appeal_is_upheld_with_a_new_day_and_dismissed_without() -> None:
    upheld = decided(appeal(), until=date(2026, 3, 9), on=DUE, by=None)
    assert upheld.state is AppealState.UPHELD
    assert decided(appeal(), until=None, on=DUE, by=None).state is AppealState.DISMISSED
    with pytest.raises(NewDayNeeded):
        decided(appeal(), until=DUE, on=DUE, by=None)
    with pytest.raises(AppealDecidedBefore):
        decided(upheld, until=None, on=DUE, by=None)
