"""Tallies: every ballot is told once, and never fewer than five while more may come."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.surveys.domain.tallies import ENOUGH_TO_TELL, Pile, Sheaf, sheaves
from shared.kernel.places import UnitCode

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
LAST_YEAR = date(2025, 11, 7)

piles = st.dictionaries(
    st.tuples(st.sampled_from(["sai-dong", "hoa-mau"]), st.dates(date(2024, 1, 1), TODAY)),
    st.integers(1, 9),
    max_size=40,
).map(lambda some: [pile(n, cast_on=day, unit=unit) for (unit, day), n in some.items()])


def pile(ballots: int, *, cast_on: date = TODAY, unit: str = "sai-dong") -> Pile:
    return Pile(unit=UnitCode(unit), cast_on=cast_on, ballots=ballots)


def told(*some: Pile) -> list[tuple[date, int]]:
    return [(sheaf.cast_on, sheaf.ballots) for sheaf in sheaves(some, TODAY)]


def test_four_voters_wait_for_a_fifth() -> None:
    assert told(pile(4)) == []
    assert told(pile(5)) == [(TODAY, 5)]


def test_one_voter_of_a_day_that_is_over_is_not_told_alone() -> None:
    assert told(pile(1, cast_on=YESTERDAY)) == []


def test_small_days_are_told_together_under_the_last_of_them() -> None:
    assert told(pile(2, cast_on=YESTERDAY), pile(3)) == [(TODAY, 5)]


def test_two_units_are_never_told_together() -> None:
    assert told(pile(4), pile(4, unit="hoa-mau")) == []


def test_what_is_left_of_a_year_joins_its_last_sheaf() -> None:
    later = LAST_YEAR + timedelta(days=1)
    assert told(pile(6, cast_on=LAST_YEAR), pile(1, cast_on=later)) == [(later, 7)]


def test_a_year_that_is_over_and_saw_fewer_than_five_is_told_by_itself() -> None:
    assert told(pile(1, cast_on=LAST_YEAR), pile(4)) == [(LAST_YEAR, 1)]


@given(piles)
def test_fewer_than_five_are_told_only_as_all_of_a_year_that_is_over(some: list[Pile]) -> None:
    whole = year_totals(some)
    for sheaf in sheaves(some, TODAY):
        of_year = whole[sheaf.unit, sheaf.cast_on.year]
        over = sheaf.cast_on.year < TODAY.year
        assert sheaf.ballots >= ENOUGH_TO_TELL or (over and sheaf.ballots == of_year)


@given(piles)
def test_every_pile_is_told_at_most_once_under_its_own_unit_and_year(some: list[Pile]) -> None:
    found = [(sheaf, one) for sheaf in sheaves(some, TODAY) for one in sheaf.piles]

    assert Counter(one for _, one in found) <= Counter(some)
    assert all(of_the_same(sheaf, one) for sheaf, one in found)


@given(piles)
def test_what_is_left_waiting_is_a_few_of_this_year(some: list[Pile]) -> None:
    gone = {one for sheaf in sheaves(some, TODAY) for one in sheaf.piles}

    left = year_totals([one for one in some if one not in gone])
    assert all(year == TODAY.year for _, year in left)
    assert all(count < ENOUGH_TO_TELL for count in left.values())


@given(piles.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_in_the_box_never_matters(orders: tuple[list[Pile], list[Pile]]) -> None:
    first, second = orders
    assert sheaves(first, TODAY) == sheaves(second, TODAY)


def of_the_same(sheaf: Sheaf, one: Pile) -> bool:
    same_year = one.cast_on.year == sheaf.cast_on.year
    return one.unit == sheaf.unit and same_year and one.cast_on <= sheaf.cast_on


def year_totals(some: list[Pile]) -> Counter[tuple[str, int]]:
    totals: Counter[tuple[str, int]] = Counter()
    for one in some:
        totals[one.unit, one.cast_on.year] += one.ballots
    return totals
