"""Tallies: every ballot is told once, and none alone while its day can still grow."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.surveys.domain.tallies import ENOUGH_TO_TELL, Tally, Waiting, ripe_tallies
from shared.kernel.places import UnitCode

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)

ballots = st.lists(
    st.builds(
        lambda unit, level, cast_on: Waiting(
            id=uuid4(), unit=UnitCode(unit), cast_on=cast_on, level=level
        ),
        st.sampled_from(["sai-dong", "hoa-mau"]),
        st.integers(1, 5),
        st.sampled_from([TODAY, YESTERDAY]),
    ),
    max_size=40,
)


def waiting(count: int, *, cast_on: date = TODAY) -> list[Waiting]:
    return [
        Waiting(id=uuid4(), unit=UnitCode("sai-dong"), cast_on=cast_on, level=level % 5 + 1)
        for level in range(count)
    ]


def counted(tallies: list[Tally]) -> Counter[tuple[str, date, int]]:
    return Counter(
        {
            (tally.unit, tally.cast_on, level): count
            for tally in tallies
            for level, count in enumerate(tally.levels, start=1)
            if count
        }
    )


def test_four_voters_of_an_open_day_wait_for_a_fifth() -> None:
    assert ripe_tallies(waiting(4), TODAY) == []
    assert [tally.levels for tally in ripe_tallies(waiting(5), TODAY)] == [(1, 1, 1, 1, 1)]


def test_when_the_day_is_over_even_one_is_told() -> None:
    assert len(ripe_tallies(waiting(1, cast_on=YESTERDAY), TODAY)) == 1


@given(ballots)
def test_levels_add_up_to_the_ballots_they_were_counted_from(some: list[Waiting]) -> None:
    tallies = ripe_tallies(some, TODAY)

    told = {ballot for tally in tallies for ballot in tally.ballots}
    assert counted(tallies) == Counter(
        (ballot.unit, ballot.cast_on, ballot.level) for ballot in some if ballot.id in told
    )
    assert all(sum(tally.levels) == len(tally.ballots) for tally in tallies)


@given(ballots)
def test_what_is_left_waiting_is_a_few_of_today(some: list[Waiting]) -> None:
    told = {ballot for tally in ripe_tallies(some, TODAY) for ballot in tally.ballots}

    left = Counter((b.unit, b.cast_on) for b in some if b.id not in told)
    assert all(cast_on == TODAY for _, cast_on in left)
    assert all(count < ENOUGH_TO_TELL for count in left.values())


@given(ballots.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_in_the_box_never_matters(
    orders: tuple[list[Waiting], list[Waiting]],
) -> None:
    first, second = orders
    assert counted(ripe_tallies(first, TODAY)) == counted(ripe_tallies(second, TODAY))
