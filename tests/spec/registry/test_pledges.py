"""Pledges and figures are counts: what adds up, what cannot be, and what stays unknown."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.counts.domain import (
    FIELDS,
    By,
    CommitmentCount,
    CommitmentCountsWrong,
    FieldFigures,
    ModelFigures,
    MoreLeftThanThere,
    MoreThanRegistered,
    Period,
    PeriodUnusable,
    PledgeCountsWrong,
    Tally,
    Turnover,
    added,
    after,
    period_of,
    sums_by_field,
)
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection

numbers = st.integers(0, 30)
turnovers = st.builds(
    Turnover, joined=numbers, left=numbers, signers_left=numbers, newly_signed=numbers
)


@given(st.lists(turnovers, max_size=12))
def test_nobody_signs_twice_and_whoever_leaves_takes_the_signature_along(
    history: list[Turnover],
) -> None:
    tally = Tally(members=20, signed=0)
    for turnover in history:
        with suppress(PledgeCountsWrong, MoreLeftThanThere):
            tally = after(tally, turnover)
        assert 0 <= tally.signed <= tally.members


@given(numbers, numbers)
def test_all_have_signed_only_if_every_current_member_has(members: int, joined: int) -> None:
    everyone = Tally(members=members, signed=members)
    grown = after(everyone, Turnover(joined=joined))
    signed = after(grown, Turnover(newly_signed=joined))

    assert grown.is_complete is (joined == 0 and members > 0)
    assert signed.is_complete is (members + joined > 0)


@given(st.integers(1, 50), st.data())
def test_a_leaver_who_had_not_signed_cannot_lower_the_signatures(
    members: int, data: st.DataObject
) -> None:
    signed = data.draw(st.integers(0, members - 1))
    left = after(Tally(members=members, signed=signed), Turnover(left=1))
    assert (left.members, left.signed) == (members - 1, signed)


@pytest.mark.parametrize(
    ("turnover", "why"),
    [
        (Turnover(newly_signed=3), PledgeCountsWrong),
        (Turnover(left=1, signers_left=2), MoreLeftThanThere),
        (Turnover(left=3, signers_left=0), MoreLeftThanThere),
        (Turnover(left=9, signers_left=9), MoreLeftThanThere),
        (Turnover(joined=-1), PledgeCountsWrong),
    ],
)
def test_what_cannot_have_happened_is_refused(turnover: Turnover, why: type[Rejection]) -> None:
    with pytest.raises(why):
        after(Tally(members=10, signed=8), turnover)


@pytest.mark.parametrize(("signed", "of", "kept"), [(5, 4, None), (-1, None, None), (3, 9, 4)])
def test_commitments_do_not_exceed_what_there_is(
    signed: int, of: int | None, kept: int | None
) -> None:
    with pytest.raises(CommitmentCountsWrong):
        CommitmentCount(
            unit=UnitCode("east"),
            year=2026,
            theme="T3",
            by=By.HOUSEHOLD,
            signed=signed,
            of=of,
            kept=kept,
            counted_on=date(2026, 3, 2),
            revision=1,
            host=PlaceCode("east"),
        )


def figures(*counts: int | None, total: int | None = None) -> ModelFigures:
    told = dict(zip(FIELDS, counts, strict=True))
    return ModelFigures(
        unit=UnitCode("east"),
        period=Period(2016, 2020),
        fields={code: FieldFigures(registered=count) for code, count in told.items()},
        stated_total=total,
        counted_on=date(2026, 3, 2),
        revision=1,
        host=PlaceCode("east"),
    )


def test_the_fields_of_the_two_places_add_up_to_what_they_state() -> None:
    assert figures(575, 2951, 267, 317, total=4110).off_by == 0
    assert figures(338, 905, 83, 156).added_up == 1482


def test_a_missing_field_leaves_the_total_unknown() -> None:
    assert figures(None, 3977, 979, 1111).added_up is None
    assert figures(None, 3977, 979, 1111, total=7000).off_by == 0


def test_a_total_that_does_not_add_up_is_kept_and_flagged() -> None:
    assert figures(1, 2, 3, 4, total=12).off_by == 2


@given(st.lists(st.one_of(st.none(), numbers)))
def test_a_total_is_never_guessed(counts: list[int | None]) -> None:
    known = [count for count in counts if count is not None]
    assert added(counts) == (sum(known) if len(known) == len(counts) else None)


def test_fields_of_many_units_are_summed_never_averaged() -> None:
    some = [figures(575, 2951, 267, 317), figures(None, 3977, 979, 1111)]
    assert [(one.registered, one.told) for one in sums_by_field(some)] == [
        (575, 1), (6928, 2), (1246, 2), (1428, 2),
    ]  # fmt: skip


def test_a_part_is_no_larger_than_the_whole() -> None:
    with pytest.raises(MoreThanRegistered):
        FieldFigures(registered=3, new=2, consolidated=2)


@pytest.mark.parametrize("text", ["", "2020-2016", "16-20", "2016-2018-2020", "năm nay"])
def test_a_period_is_a_year_or_two(text: str) -> None:
    with pytest.raises(PeriodUnusable):
        period_of(text)
