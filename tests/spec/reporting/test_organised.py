"""As organised then, as organised now: nothing is lost and nothing counts twice."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.figures import Period
from services.reporting.domain.lineage import Seat, Unallocated
from services.reporting.domain.organised import AsOrganised, Span
from tests.spec.reporting.reforms import (
    ALWAYS,
    BEGINNING,
    TODAY,
    TOP,
    City,
    code,
    counted_cities,
    reformed_cities,
)

THEN, NOW = AsOrganised.THEN, AsOrganised.NOW
REFORM = date(2025, 7, 1)
EVE = REFORM - timedelta(days=1)
YEAR = Period(code="2025", first=date(2025, 1, 1), last=date(2025, 12, 31))
FIRST_HALF = Period(code="2025-h1", first=date(2025, 1, 1), last=EVE)

Fact = tuple[str, date, int]
both_views = pytest.mark.parametrize("view", list(AsOrganised))
unhurried = settings(deadline=None)
"""A crowded machine says nothing about a rule."""


def by_row(spans: Sequence[Span], facts: Sequence[Fact]) -> dict[Seat, Fraction]:
    """What the facts come to in each row."""
    found: dict[Seat, Fraction] = {}
    for span in spans:
        for unit, day, amount in facts:
            if unit == span.unit and span.first <= day <= span.last:
                found[span.row] = found.get(span.row, Fraction(0)) + span.share * amount
    return found


def rows(
    city: City,
    facts: Sequence[Fact],
    view: AsOrganised,
    *,
    unit: str = TOP,
    period: Period = YEAR,
) -> dict[Seat, Fraction]:
    return by_row(city.seen(view).spans(code(unit), period), facts)


def total(
    city: City,
    facts: Sequence[Fact],
    view: AsOrganised,
    *,
    unit: str = TOP,
    period: Period = ALWAYS,
) -> Fraction:
    return sum(rows(city, facts, view, unit=unit, period=period).values(), Fraction(0))


@both_views
@unhurried
@given(counted_cities())
def test_the_top_counts_every_fact_once(
    view: AsOrganised, counted: tuple[City, list[Fact]]
) -> None:
    city, facts = counted

    assert total(city, facts, view) == sum(amount for _, _, amount in facts)


@both_views
@unhurried
@given(counted_cities())
def test_what_stands_open_at_the_top_is_the_same_in_both_views(
    view: AsOrganised, counted: tuple[City, list[Fact]]
) -> None:
    city, facts = counted
    last = date(2025, 8, 17)

    found = by_row(city.seen(view).spans_to_date(code(TOP), last), facts)

    assert sum(found.values()) == sum(amount for _, day, amount in facts if day <= last)


@both_views
@unhurried
@given(counted_cities(), st.integers(0, 1100))
def test_a_year_is_the_sum_of_its_parts(
    view: AsOrganised, counted: tuple[City, list[Fact]], cut: int
) -> None:
    city, facts = counted
    middle = ALWAYS.first + timedelta(days=cut)
    parts = (
        Period(code="a", first=ALWAYS.first, last=middle),
        Period(code="b", first=middle + timedelta(days=1), last=ALWAYS.last),
    )

    for unit in {chapter.line.code for chapter in city.chapters}:
        whole = total(city, facts, view, unit=unit)
        assert whole == sum(total(city, facts, view, unit=unit, period=p) for p in parts)


@both_views
@unhurried
@given(counted_cities())
def test_a_row_of_a_report_is_the_report_of_that_row(
    view: AsOrganised, counted: tuple[City, list[Fact]]
) -> None:
    """On a day without changes the children of every unit divide what it has."""
    city, facts = counted
    day = Period(code="day", first=REFORM, last=REFORM)
    today = [(unit, REFORM, amount) for unit, _, amount in facts]

    for unit in city.living():
        for row, amount in rows(city, today, view, unit=unit, period=day).items():
            if not isinstance(row, Unallocated) and row != unit:
                assert amount == total(city, today, view, unit=row, period=day)


@both_views
@unhurried
@given(counted_cities(), st.randoms(use_true_random=False))
def test_the_order_in_which_changes_are_told_does_not_matter(
    view: AsOrganised, counted: tuple[City, list[Fact]], dice: object
) -> None:
    city, facts = counted
    mixed = City(list(city.chapters), list(city.links))
    dice.shuffle(mixed.chapters)  # type: ignore[attr-defined] # hypothesis' own Random
    dice.shuffle(mixed.links)  # type: ignore[attr-defined]

    for unit in city.living():
        told = rows(city, facts, view, unit=unit, period=ALWAYS)
        assert rows(mixed, facts, view, unit=unit, period=ALWAYS) == told


@unhurried
@given(counted_cities())
def test_seen_on_the_eve_of_everything_both_views_agree(
    counted: tuple[City, list[Fact]],
) -> None:
    """What is planned has no say in any figure: an undone change was never there."""
    city, facts = counted
    eve = BEGINNING
    plain = City(
        [chapter for chapter in city.chapters if chapter.valid_from <= eve],
        [link for link in city.links if link.effective_on <= eve],
    )

    for view in AsOrganised:
        seen = city.seen(view, today=eve).spans(code(TOP), ALWAYS)
        assert by_row(seen, facts) == by_row(
            plain.seen(view, today=eve).spans(code(TOP), ALWAYS), facts
        )


@unhurried
@given(reformed_cities())
def test_shares_are_whole(city: City) -> None:
    seen = city.seen(NOW)

    for unit in {chapter.line.code for chapter in city.chapters}:
        for on in (BEGINNING, REFORM, TODAY):
            shares = seen.lineage.shares(unit, BEGINNING, on=on)
            assert sum(shares.values()) == 1
            assert all(share >= 0 for share in shares.values())


def city_of_two_districts() -> City:
    city = City().establish(TOP, None).establish("d1", TOP).establish("d2", TOP)
    for unit, parent in {"a": "d1", "b": "d1", "c": "d2"}.items():
        city.establish(unit, parent)
    return city


FACTS: list[Fact] = [
    ("a", date(2025, 3, 1), 10),
    ("b", date(2025, 3, 1), 20),
    ("c", date(2025, 3, 1), 40),
]


def test_a_merged_ward_is_its_parts_now_and_itself_then() -> None:
    city = city_of_two_districts().establish("ab", TOP, on=REFORM)
    city.merge("a", "b", into="ab", on=REFORM)
    facts = [*FACTS, ("ab", date(2025, 9, 1), 5)]

    assert rows(city, facts, NOW) == {"ab": 35, "d2": 40}
    assert rows(city, facts, THEN) == {"d1": 30, "d2": 40, "ab": 5}
    assert rows(city, facts, NOW, unit="ab") == {"ab": 35}
    assert rows(city, facts, THEN, unit="ab") == {"ab": 5}
    assert rows(city, facts, THEN, unit="d1") == {"a": 10, "b": 20}


def test_a_ward_that_moved_counts_where_it_was_on_each_day() -> None:
    city = city_of_two_districts().move("a", "d2", on=REFORM)
    facts = [*FACTS, ("a", date(2025, 9, 1), 1)]

    assert rows(city, facts, THEN) == {"d1": 30, "d2": 41}
    assert rows(city, facts, NOW) == {"d1": 20, "d2": 51}


def test_a_split_by_a_rule_gives_each_its_exact_share() -> None:
    city = city_of_two_districts().establish("c1", "d1", on=REFORM)
    city.establish("c2", "d2", on=REFORM).end("c", on=REFORM)
    city.link("c", "c1", on=REFORM, share=Fraction(1, 3))
    city.link("c", "c2", on=REFORM, share=Fraction(2, 3))

    assert rows(city, FACTS, NOW) == {"d1": 30 + Fraction(40, 3), "d2": Fraction(80, 3)}
    assert rows(city, FACTS, NOW, unit="d1")["c1"] == Fraction(40, 3)
    assert rows(city, FACTS, THEN) == {"d1": 30, "d2": 40}


def test_a_split_without_a_rule_stays_visible_under_who_is_over_both() -> None:
    city = city_of_two_districts().establish("c1", "d1", on=REFORM)
    city.establish("c2", "d2", on=REFORM).end("c", on=REFORM)
    for heir in ("c1", "c2"):
        city.link("c", heir, on=REFORM, share=None)

    assert rows(city, FACTS, NOW) == {"d1": 30, Unallocated(code("c")): 40}
    assert rows(city, FACTS, NOW, unit="c1") == {}
    assert rows(city, FACTS, THEN) == {"d1": 30, "d2": 40}


def test_what_was_divided_and_came_together_again_is_whole() -> None:
    again = date(2026, 1, 1)
    city = city_of_two_districts()
    city.establish("c1", "d1", on=REFORM).establish("c2", "d2", on=REFORM)
    city.end("c", on=REFORM)
    for heir in ("c1", "c2"):
        city.link("c", heir, on=REFORM, share=None)
    city.establish("c3", TOP, on=again).merge("c1", "c2", into="c3", on=again)

    assert rows(city, FACTS, NOW) == {"d1": 30, "c3": 40}


def test_what_an_abolished_district_counted_itself_is_nobodys_now() -> None:
    city = city_of_two_districts().move("c", TOP, on=REFORM)
    city.link("d2", None, on=REFORM, share=None).end("d2", on=REFORM)
    facts = [*FACTS, ("d2", date(2025, 2, 2), 3)]

    assert rows(city, facts, NOW) == {"d1": 30, "c": 40, Unallocated(code("d2")): 3}
    assert rows(city, facts, THEN) == {"d1": 30, "d2": 43}


def test_what_is_told_late_of_a_merged_ward_counts_for_who_took_over() -> None:
    city = city_of_two_districts().merge("a", into="b", on=REFORM)
    late = [("a", date(2025, 7, 3), 7)]

    assert rows(city, late, THEN, unit="d1") == rows(city, late, NOW, unit="d1") == {"b": 7}


def test_what_stood_open_goes_with_who_took_over() -> None:
    city = city_of_two_districts().merge("a", into="c", on=REFORM)
    found, cleared = ("a", date(2025, 5, 1), 1), ("c", date(2025, 8, 1), -1)
    seen = city.seen(THEN)

    on_the_eve = by_row(seen.spans_to_date(code(TOP), EVE), [found, cleared])
    in_autumn = by_row(seen.spans_to_date(code(TOP), date(2025, 9, 30)), [found, cleared])

    assert on_the_eve == {"d1": 1}
    assert in_autumn == {"d2": 0}


def test_a_change_of_tomorrow_changes_nothing_today() -> None:
    city = city_of_two_districts().merge("a", "b", into="c", on=TODAY + timedelta(days=1))
    facts = [*FACTS, ("a", TODAY + timedelta(days=9), 2)]

    for view in AsOrganised:
        assert rows(city, facts, view, period=ALWAYS) == {"d1": 32, "d2": 40}


def test_a_ring_of_mergers_on_one_day_ends() -> None:
    city = city_of_two_districts()
    city.merge("a", into="b", on=REFORM).merge("b", into="a", on=REFORM)

    found = rows(city, FACTS, NOW)

    assert sum(found.values()) == 70
    assert found["d2"] == 40


def test_each_row_says_from_when_to_when_it_was_there() -> None:
    city = city_of_two_districts().move("a", TOP, on=REFORM)
    lines = {line.code: line for line in city.seen(THEN).lines(code(TOP), YEAR)}

    assert (lines[code("a")].since, lines[code("a")].until) == (REFORM, None)
    assert (lines[code("d1")].since, lines[code("d1")].until) == (None, None)
    d1 = {line.code: line.until for line in city.seen(THEN).lines(code("d1"), YEAR)}
    assert d1 == {"a": EVE, "b": None}
    assert [x.code for x in city.seen(NOW).lines(code(TOP), FIRST_HALF)] == ["a", "d1", "d2"]


def test_whoever_hosted_the_days_must_have_told_of_them() -> None:
    city = city_of_two_districts().merge("a", into="c", on=REFORM)

    then = city.seen(THEN).reporters(code(TOP), YEAR)
    now = city.seen(NOW).reporters(code(TOP), YEAR)

    assert (then.of([code("d1")]), then.of([code("d2")])) == (["a", "b"], ["c"])
    assert (now.of([code("d1")]), now.of([code("d2")])) == (["b"], ["a", "c"])
    assert then.of(then.rows) == now.of(now.rows) == ["a", "b", "c"]


def test_a_unit_without_a_node_is_told_of_by_its_host() -> None:
    city = City().establish(TOP, None).establish("office", TOP, host=TOP)
    city.establish("a", TOP).establish("school", "a", host="a")
    found = city.seen(THEN).reporters(code(TOP), YEAR)

    assert found.of([code("office")]) == [TOP]
    assert city.seen(NOW).reporters(code("school"), YEAR).of([code("school")]) == ["a"]
    assert found.of(found.rows) == ["a"]
