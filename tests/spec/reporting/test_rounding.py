"""Rounding for the eye: what is shown adds up."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.rounding import shown, whole

parts = st.lists(st.fractions(0, 1000, max_denominator=12), max_size=30)


@given(parts)
def test_parts_shown_add_up_to_the_total_shown(amounts: list[Fraction]) -> None:
    assert sum(shown(amounts, sum(amounts))) == whole(sum(amounts))


@given(parts)
def test_no_part_is_moved_by_a_whole_one(amounts: list[Fraction]) -> None:
    for part, amount in zip(shown(amounts, sum(amounts)), amounts, strict=True):
        assert abs(part - amount) < 1


@given(st.lists(st.integers(-1000, 1000)))
def test_whole_numbers_are_shown_as_they_are(amounts: list[int]) -> None:
    assert shown(amounts, sum(amounts)) == amounts


def test_what_does_not_make_up_the_total_is_rounded_by_itself() -> None:
    assert shown([Fraction(1, 3), Fraction(1, 2)], 99) == [0, 1]
