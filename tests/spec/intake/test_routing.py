"""Routing rules: the most specific one wins, whatever their order, and hours pass midnight."""

from datetime import date, datetime, time
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.categories.domain import (
    ALL_WEEK,
    Arrival,
    Rule,
    RuleSaysNothing,
    RuleTooEarly,
    WindowHalfOpen,
    checked,
    chosen,
    holds,
)
from shared.kernel.places import UnitCode

MONDAY_MORNING = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - civic time of a place
TODAY = date(2026, 11, 23)
BEGIN = date(2026, 1, 1)


def rule(nth: int, unit: str, **conditions: object) -> Rule:
    told: dict[str, object] = {"id": UUID(int=nth), "unit": UnitCode(unit)}
    return Rule(**(told | {"valid_from": BEGIN} | conditions))  # type: ignore[arg-type]  # by name


def arrival(at: datetime = MONDAY_MORNING) -> Arrival:
    return Arrival(
        categories=("env_sanitation", "env_waste"), units=("sai-dong", "long-bien"), at=at
    )


# The vaguer a rule, the greater its id: what decides between equals must not decide here.
RULES = [
    rule(16, "ward-office", area="long-bien"),
    rule(15, "sanitation", category="env_sanitation"),
    rule(14, "waste-team", category="env_waste"),
    rule(13, "waste-team-sai-dong", category="env_waste", area="sai-dong"),
    rule(12, "duty-officer", category="env_waste", area="sai-dong", weekdays=frozenset({5, 6})),
    rule(11, "builders", category="construction_order"),
]


def test_the_most_specific_rule_wins() -> None:
    won = chosen(RULES, arrival())
    assert won is not None
    assert won.unit == "waste-team-sai-dong"


def test_what_it_is_about_counts_before_where_it_was_sent() -> None:
    by_matter = rule(1, "waste-team", category="env_waste")
    by_place = rule(2, "ward-office", area="sai-dong")
    won = chosen([by_matter, by_place], arrival())

    assert won is not None
    assert won.unit == "waste-team"


def test_a_rule_of_some_days_wins_on_those_days() -> None:
    saturday = chosen(RULES, arrival(datetime(2026, 11, 28, 9)))  # noqa: DTZ001
    assert saturday is not None
    assert saturday.unit == "duty-officer"


def test_no_rule_no_answer() -> None:
    assert chosen(RULES[5:], arrival()) is None


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_written_does_not_matter(chance: Random) -> None:
    shuffled = list(RULES)
    chance.shuffle(shuffled)
    assert chosen(shuffled, arrival()) == chosen(RULES, arrival())


@pytest.mark.parametrize(
    ("at", "is_night"),
    [
        (datetime(2026, 11, 27, 22), True),  # noqa: DTZ001
        (datetime(2026, 11, 28, 5, 59), True),  # noqa: DTZ001
        (datetime(2026, 11, 28, 6), False),  # noqa: DTZ001
        (datetime(2026, 11, 27, 5), False),  # noqa: DTZ001
    ],
)
def test_the_night_of_friday_ends_on_saturday(at: datetime, *, is_night: bool) -> None:
    friday_night = rule(7, "night", weekdays=frozenset({4}), begins=time(21), ends=time(6))
    assert holds(friday_night, arrival(at)) is is_night


def test_a_rule_ends_on_the_day_it_was_retired() -> None:
    ended = rule(8, "old", category="env_waste", valid_to=TODAY)
    assert not holds(ended, arrival())


def test_a_rule_is_checked() -> None:
    new = {"valid_from": TODAY}
    with pytest.raises(RuleSaysNothing):
        checked(rule(9, "all", weekdays=ALL_WEEK, **new), today=TODAY)
    with pytest.raises(WindowHalfOpen):
        checked(rule(9, "half", begins=time(8), **new), today=TODAY)
    with pytest.raises(RuleTooEarly):
        checked(rule(9, "past", category="env_waste"), today=TODAY)
