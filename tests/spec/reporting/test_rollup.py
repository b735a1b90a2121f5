"""Rolling up: numbers add, percentages never average, and who is missing is said."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.figures import Completeness, Figure, Indicator, Status, Target
from services.reporting.domain.rollup import added, completeness, figure
from shared.kernel.places import UnitCode

Tallies = dict[str, int]

YEAR_END = date(2018, 12, 31)
tallies = st.dictionaries(st.sampled_from("abcdef"), st.integers(-1000, 1000))


def ratio(*, at_least: int | None) -> Indicator:
    target = None if at_least is None else Target(op=">=", value=Decimal(at_least), basis="b")
    return Indicator(
        code="X.01",
        vi="Tỷ lệ",
        en="Ratio",
        unit_of_measure="%",
        numerator=("n",),
        denominator=("d",),
        direction="up",
        target=target,
        theme="",
        note_vi="",
        note_en="",
    )


def rolled_up(children: list[Tallies | None], *, at_least: int | None = None) -> Figure:
    """A parent's figure; a child that is None has told nothing."""
    units = [UnitCode(f"unit-{number}") for number in range(len(children))]
    told = [unit for unit, child in zip(units, children, strict=True) if child is not None]
    return figure(
        ratio(at_least=at_least),
        added(child for child in children if child is not None),
        whole=completeness(units, told),
        fresh_at=None,
        until=YEAR_END,
    )


@given(st.lists(tallies, max_size=6), st.integers(0, 6))
def test_adding_up_in_groups_is_adding_up_at_once(parts: list[Tallies], cut: int) -> None:
    in_groups = added([added(parts[:cut]), added(parts[cut:])])

    assert in_groups == added(parts) == added(reversed(parts))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=8))
def test_a_parents_ratio_is_the_ratio_of_sums(children: list[tuple[int, int]]) -> None:
    found = rolled_up([{"n": n, "d": n + more} for n, more in children])

    whole = sum(n + more for n, more in children)
    expected = Fraction(sum(n for n, _ in children) * 100, whole) if whole else None
    assert found.value == expected


def test_a_ratio_of_sums_is_not_a_mean_of_ratios() -> None:
    found = rolled_up([{"n": 11, "d": 12}, {"n": 1, "d": 3}])

    assert (found.numerator, found.denominator) == (12, 15)
    assert found.value == Fraction(80), "and not 62.5"


def test_a_child_without_cases_changes_nothing() -> None:
    found = rolled_up([{"n": 85, "d": 100}, {"n": 0, "d": 0}], at_least=85)

    assert (found.numerator, found.denominator) == (85, 100)
    assert found.value == Fraction(85)
    assert found.status is Status.MET


def test_a_hair_below_the_target_is_below() -> None:
    found = rolled_up([{"n": 8499, "d": 10000}], at_least=85)

    assert found.value == Fraction(8499, 100)
    assert found.status is Status.MISSED


def test_a_missing_child_leaves_the_figure_incomplete() -> None:
    found = rolled_up([{"n": 1, "d": 1}, None])

    assert (found.numerator, found.denominator) == (1, 1)
    assert found.completeness == Completeness(
        reported=1, expected=2, missing=(UnitCode("unit-1"),)
    )


def test_parts_of_two_places_add_up() -> None:
    cang_long = {"F1": 575, "F2": 2951, "F3": 267, "F4": 317}
    vinh = {"F1": 338, "F2": 905, "F3": 83, "F4": 156}

    total = added([cang_long, vinh])

    assert total == {"F1": 913, "F2": 3856, "F3": 350, "F4": 473}
    assert sum(total.values()) == 5592


@pytest.mark.parametrize(
    ("children", "status"),
    [
        ([None, None], Status.NO_DATA),
        ([{"n": 0, "d": 0}], Status.NOT_APPLICABLE),
        ([{"n": 85, "d": 100}], Status.MET),
        ([{"n": 84, "d": 100}, None], Status.MISSED),
    ],
)
def test_a_verdict_needs_somebody_who_told_something(
    children: list[Tallies | None], status: Status
) -> None:
    assert rolled_up(children, at_least=85).status is status


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdefxyz")))
def test_completeness_counts_only_who_was_expected(expected: set[str], told: set[str]) -> None:
    found = completeness([UnitCode(u) for u in expected], [UnitCode(u) for u in told])

    assert found.reported == len(expected & told)
    assert found.expected == len(expected)
    assert set(found.missing) == expected - told
