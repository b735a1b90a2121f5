"""Breaks: where a series stops being comparable, and what a reader is told of it."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given

from services.reporting.domain.breaks import breaks, reforms
from services.reporting.domain.figures import Period
from services.reporting.domain.lineage import Unallocated
from services.reporting.domain.organised import AsOrganised
from tests.spec.reporting.reforms import ALWAYS, TODAY, TOP, City, code, reformed_cities
from tests.spec.reporting.test_organised import REFORM, YEAR, city_of_two_districts, unhurried

THEN, NOW = AsOrganised.THEN, AsOrganised.NOW


def broken(city: City, unit: str, view: AsOrganised, *, period: Period = YEAR) -> list[date]:
    return list(breaks(city.seen(view), code(unit), period))


def divided(share: Fraction | None) -> City:
    """Ward c of the second district is divided, one part for each district."""
    city = city_of_two_districts().establish("c1", "d1", on=REFORM)
    city.establish("c2", "d2", on=REFORM).end("c", on=REFORM)
    rest = None if share is None else 1 - share
    city.link("c", "c1", on=REFORM, share=share)
    return city.link("c", "c2", on=REFORM, share=rest)


@pytest.mark.parametrize("unit", ["c1", "c2", "d1", "d2"])
def test_a_split_without_a_rule_breaks_the_series_of_all_it_may_belong_to(unit: str) -> None:
    assert broken(divided(None), unit, NOW) == [REFORM]


@pytest.mark.parametrize("unit", ["c1", "c2", "d1", "d2", TOP])
def test_a_split_by_a_rule_breaks_no_series_as_organised_now(unit: str) -> None:
    assert broken(divided(Fraction(2, 5)), unit, NOW) == []


def test_as_organised_then_a_series_breaks_where_its_border_was_crossed() -> None:
    city = city_of_two_districts().merge("a", into="c", on=REFORM)

    assert broken(city, "d1", THEN) == broken(city, "d2", THEN) == [REFORM]
    assert broken(city, "c", THEN) == [REFORM]
    assert broken(city, "b", THEN) == broken(city, TOP, THEN) == []
    assert broken(city, "c", NOW) == []


def test_a_break_outside_the_period_is_not_marked() -> None:
    later = Period(code="2025-h2", first=REFORM, last=date(2025, 12, 31))

    assert broken(divided(None), "c1", NOW, period=later) == []


@unhurried
@given(reformed_cities())
def test_the_top_is_never_broken(city: City) -> None:
    for view in AsOrganised:
        assert broken(city, TOP, view, period=ALWAYS) == []


def test_a_reform_is_named_with_its_basis_and_where_units_went() -> None:
    city = divided(Fraction(2, 5)).move("a", "d2", on=REFORM)

    [reform] = reforms(city.seen(THEN), code(TOP), YEAR)

    assert (reform.day, reform.bases) == (REFORM, ("1/NQ", "1656/NQ-UBTVQH15"))
    [ended] = reform.ended
    went = [(unit and unit.code, share) for unit, share in ended.went_to]
    assert (ended.unit.code, went) == ("c", [("c1", Fraction(2, 5)), ("c2", Fraction(3, 5))])
    assert [unit.code for unit in reform.moved] == ["a"]


def test_a_reform_elsewhere_is_no_news() -> None:
    assert reforms(divided(None).seen(THEN), code("b"), YEAR) == ()


def test_as_organised_now_a_reform_after_the_period_is_news() -> None:
    spring = Period(code="s", first=date(2025, 1, 1), last=REFORM - timedelta(days=60))

    assert reforms(divided(None).seen(THEN), code(TOP), spring) == ()
    assert len(reforms(divided(None).seen(NOW), code("c1"), spring)) == 1


def test_who_absorbed_a_unit_reads_of_it_in_both_views() -> None:
    city = city_of_two_districts().merge("a", into="c", on=REFORM)

    for view in AsOrganised:
        [reform] = reforms(city.seen(view), code("c"), YEAR)
        assert [one.unit.code for one in reform.ended] == ["a"]


def test_a_unit_that_ended_on_the_day_it_began_changes_nothing() -> None:
    city = city_of_two_districts().establish("x", TOP, on=REFORM)
    city.merge("a", into="x", on=REFORM).link("x", None, on=REFORM, share=None)
    city.end("x", on=REFORM)
    seen = city.seen(NOW)

    shares = seen.lineage.shares(code("a"), REFORM - timedelta(days=1), on=TODAY)

    assert shares == {Unallocated(code("a")): 1}
    assert seen.on(TODAY).home(code("a")) == "d1"
