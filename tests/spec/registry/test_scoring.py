"""Scores: complete, blind, and no single reviewer moves the result far."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.nominations import Subject
from services.registry.exemplars.domain.scoring import (
    OVERALL,
    CommentTooLong,
    NothingToAmend,
    ReasonMissing,
    Score,
    ScoredBefore,
    ScoreOutOfRange,
    ScoreSheet,
    ScoresIncomplete,
    ScoresStillSealed,
    TooFewReviewers,
    checked_scores,
    first_edition,
    must_be_unsealed,
    next_edition,
    outcome,
    ranked,
    scored_codes,
    trimmed_mean,
)

PROCEDURE = the_guide().procedure
points = st.lists(st.integers(0, 10).map(Fraction), min_size=1, max_size=30)
enough = st.lists(st.integers(0, 10).map(Fraction), min_size=5, max_size=30)


def trimmed(values: Sequence[Fraction]) -> Fraction:
    return trimmed_mean(values, trim_from=5)


@given(points)
def test_the_mean_lies_between_the_lowest_and_the_highest(values: list[Fraction]) -> None:
    assert min(values) <= trimmed(values) <= max(values)


@given(points, st.randoms())
def test_who_hands_in_first_makes_no_difference(values: list[Fraction], chance: object) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random
    assert trimmed(shuffled) == trimmed(values)


@given(enough, st.integers(0, 10).map(Fraction))
def test_one_reviewer_alone_cannot_leave_the_others_behind(
    values: list[Fraction], wild: Fraction
) -> None:
    others = values[:-1]
    moved = trimmed([*others, wild])
    assert min(others) <= moved <= max(others)


@given(enough)
def test_one_reviewer_moves_the_result_by_a_share_of_the_others_spread(
    values: list[Fraction],
) -> None:
    others = values[:-1]
    lowest, highest = trimmed([*others, Fraction(0)]), trimmed([*others, Fraction(10)])
    assert highest - lowest <= (max(others) - min(others)) / (len(values) - 2)


@given(st.lists(st.integers(0, 10).map(Fraction), min_size=1, max_size=4))
def test_below_five_everybody_counts(values: list[Fraction]) -> None:
    assert trimmed(values) == sum(values) / len(values)


def test_the_mean_is_exact() -> None:
    assert trimmed([Fraction(n) for n in (1, 7, 7, 8, 10)]) == Fraction(22, 3)
    assert trimmed([Fraction(10)] * 5) == 10


@given(st.dictionaries(st.text(min_size=1), points.map(sum), max_size=8))
def test_equals_share_a_place(results: dict[str, Fraction]) -> None:
    places = ranked(results)
    assert {key for _, key, _ in places} == set(results)
    for place, _, value in places:
        assert place == 1 + sum(other > value for other in results.values())


def a_sheet(*given_points: int, reviewer: int = 1) -> ScoreSheet:
    return ScoreSheet(
        nomination=UUID(int=7),
        reviewer=UUID(int=reviewer),
        handed_in_at=datetime(2026, 11, 20, tzinfo=UTC),
        scores={f"SCH-{n}": Score(p) for n, p in enumerate(given_points, start=1)},
    )


def test_three_reviewers_are_enough_and_two_are_not() -> None:
    sheets = [a_sheet(8, 6, reviewer=n) for n in range(3)]
    with pytest.raises(TooFewReviewers, match="mới có 2"):
        outcome(sheets[:2], PROCEDURE)

    came_to = outcome(sheets, PROCEDURE)

    assert (came_to.result, came_to.dropped) == (7, 0)
    assert came_to.by_criterion == {"SCH-1": 8, "SCH-2": 6}


def test_of_five_the_outermost_two_are_left_out() -> None:
    sheets = [a_sheet(p, reviewer=p) for p in (0, 7, 8, 9, 10)]
    came_to = outcome(sheets, PROCEDURE)
    assert (came_to.result, came_to.dropped, came_to.sheets) == (8, 1, 5)


def test_where_no_criteria_are_known_the_nominee_is_scored_as_a_whole() -> None:
    assert scored_codes(the_guide().criteria_for(Subject.INDIVIDUAL, "school")) == (OVERALL,)


@pytest.mark.parametrize(
    ("scores", "refusal"),
    [
        ({"a": Score(5)}, ScoresIncomplete),
        ({"a": Score(5), "b": Score(5), "c": Score(5)}, ScoresIncomplete),
        ({"a": Score(5), "b": Score(11)}, ScoreOutOfRange),
        ({"a": Score(-1), "b": Score(5)}, ScoreOutOfRange),
        ({"a": Score(5, "x" * 1001), "b": Score(5)}, CommentTooLong),
    ],
)
def test_a_sheet_scores_everything_and_within_range(
    scores: dict[str, Score], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        checked_scores(scores, ("a", "b"), top=10)
    assert checked_scores({"a": Score(0), "b": Score(10)}, ("a", "b"), top=10)


def test_a_second_sheet_is_an_amendment_with_a_reason() -> None:
    sheet = a_sheet(5)
    assert first_edition(sheet, None) is sheet
    with pytest.raises(ScoredBefore):
        first_edition(sheet, sheet)
    with pytest.raises(NothingToAmend):
        next_edition(replace(sheet, reason="Nhầm cột"), None)
    with pytest.raises(ReasonMissing):
        next_edition(replace(sheet, reason=" "), sheet)
    assert next_edition(replace(sheet, reason="Nhầm cột"), sheet) == 2


def test_scores_are_sealed_until_all_are_in() -> None:
    a, b, c = (UUID(int=n) for n in (1, 2, 3))
    with pytest.raises(ScoresStillSealed):
        must_be_unsealed({a, b, c}, {a, b}, wanted=2)
    with pytest.raises(ScoresStillSealed):
        must_be_unsealed({a, b}, {a, b}, wanted=3)
    must_be_unsealed({a, b, c}, {a, b, c}, wanted=3)
