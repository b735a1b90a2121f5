"""Measures: what counts, for whom, on which day; the order of facts never matters."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.measures import (
    Condition,
    Counting,
    Difference,
    Measure,
    MeasureCell,
    differences,
)
from shared.kernel.places import UnitCode

Body = dict[str, Any]

bodies = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["east", "west"]),
        "on": st.sampled_from(["2018-01-01", "2018-01-02"]),
        "due": st.sampled_from(["2018-01-01", "2018-01-02"]),
        "count": st.integers(0, 5),
    }
)


def measure(name: str = "m", *conditions: Condition, **changed: Any) -> Measure:
    told = {"vi": "Đếm", "en": "Count", "fact": "s.happened", "unit": "unit", "day": "on"}
    return Measure(name=name, conditions=conditions, **({"amount": 1} | told | changed))


MEASURES = (
    measure("each"),
    measure("late", Condition(field="on", op=">", other="due")),
    measure("taken_away", amount=-1),
    measure("summed", amount=("count",)),
    measure("elsewhere", fact="s.other"),
)


def cells(facts: list[Body]) -> dict[MeasureCell, int]:
    counting = Counting(MEASURES)
    for body in facts:
        counting.add("s.happened", body)
    return counting.cells


@given(st.lists(bodies, max_size=20), st.integers())
def test_the_order_of_facts_never_matters(facts: list[Body], seed: int) -> None:
    shuffled = list(facts)
    Random(seed).shuffle(shuffled)

    assert differences(cells(facts), cells(shuffled)) == []


@given(st.lists(bodies, max_size=12), st.lists(bodies, max_size=12))
def test_two_batches_add_up_to_one(one: list[Body], other: list[Body]) -> None:
    first, second = cells(one), cells(other)
    both = {c: first.get(c, 0) + second.get(c, 0) for c in first.keys() | second.keys()}

    assert differences(both, cells(one + other)) == []


@given(st.lists(bodies, min_size=1, max_size=20))
def test_every_fact_counts_once_for_its_unit_and_day(facts: list[Body]) -> None:
    found = cells(facts)

    for unit in ("east", "west"):
        for day in ("2018-01-01", "2018-01-02"):
            own = [f for f in facts if (f["unit"], f["on"]) == (unit, day)]
            where = (UnitCode(unit), date.fromisoformat(day))
            assert found.get(MeasureCell("each", *where), 0) == len(own)
            assert found.get(MeasureCell("taken_away", *where), 0) == -len(own)
            assert found.get(MeasureCell("summed", *where), 0) == sum(f["count"] for f in own)
            assert found.get(MeasureCell("late", *where), 0) == sum(
                f["on"] > f["due"] for f in own
            )
    assert not [cell for cell in found if cell.measure == "elsewhere"]


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        (Condition(field="n", op="=", value=3), True),
        (Condition(field="n", op="!=", value=3), False),
        (Condition(field="n", op="in", value=(1, 3)), True),
        (Condition(field="n", op="in", value=3), False),
        (Condition(field="n", op="<", value=3), False),
        (Condition(field="n", op="<=", value=3), True),
        (Condition(field="n", op=">", value=2), True),
        (Condition(field="n", op=">=", value=4), False),
        (Condition(field="n", op=">", value="2"), False),
        (Condition(field="nothing", op="<", value=3), False),
        (Condition(field="nothing", op="=", value=None), True),
        (Condition(field="on", op="<=", other="due"), True),
    ],
)
def test_a_condition_holds_or_not(condition: Condition, *, passes: bool) -> None:
    body = {"n": 3, "on": "2018-01-01", "due": "2018-01-01"}

    assert condition.holds(body) is passes


def test_only_a_change_of_the_rule_changes_its_fingerprint() -> None:
    rule = measure()

    assert measure(vi="Khác", en="Other", is_to_date=True).fingerprint == rule.fingerprint
    assert measure(amount=2).fingerprint != rule.fingerprint
    assert measure(day="due").fingerprint != rule.fingerprint
    assert measure("m", Condition(field="n", op="=", value=1)).fingerprint != rule.fingerprint


def test_differences_are_named_and_noughts_are_none() -> None:
    here, there = (
        MeasureCell("m", UnitCode("east"), date.min),
        MeasureCell("n", UnitCode("east"), date.min),
    )

    assert differences({here: 2, there: 0}, {here: 3}) == [Difference(here, 2, 3)]
