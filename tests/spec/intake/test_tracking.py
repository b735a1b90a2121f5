"""Tracking codes: short enough for the phone, too many to guess."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.cases.domain.tracking import (
    ALPHABET,
    ENTROPY_BITS,
    TrackingCodeUnreadable,
    number_in,
    tracking_code,
    tracking_number,
)
from shared.kernel.places import PlaceCode

HERE = PlaceCode("sai-dong")
chance = st.integers(0, 2**ENTROPY_BITS - 1)
numbers = chance.map(tracking_number)


@given(chance, chance)
def test_every_draw_has_a_number_of_its_own(one: int, other: int) -> None:
    assert (tracking_number(one) == tracking_number(other)) == (one == other)


@given(numbers)
def test_nothing_that_can_be_mistaken_is_ever_drawn(number: str) -> None:
    assert not set(number) & set("01OI")


@given(numbers)
def test_what_is_printed_is_found_again(number: str) -> None:
    assert number_in(tracking_code(tracking_number(0), HERE)) == "22222222"
    assert number_in(tracking_code(number, HERE)) == number  # type: ignore[arg-type] # mapped


@given(numbers, st.sampled_from(["{}", " {} ", "sd{}", "Sd-{}", "SD {}", "sd–{}"]))
def test_nobody_has_to_type_dashes_or_capitals(number: str, form: str) -> None:
    spelled = f"{number[:4]} {number[4:]}".lower()
    assert number_in(form.format(spelled)) == number


@pytest.mark.parametrize(
    "form", ["", "SD", "SD-7K3M", "SD-7K3M-9QF0", "SD-7K3M-9QFI", "HCMC-7K3M-9QF2", "' OR 1=1"]
)
def test_what_cannot_be_a_code_is_said_so(form: str) -> None:
    with pytest.raises(TrackingCodeUnreadable):
        number_in(form)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_number_or_refused(form: str) -> None:
    with contextlib.suppress(TrackingCodeUnreadable):
        assert set(number_in(form)) <= set(ALPHABET)


def test_a_code_begins_with_the_initials_of_its_place() -> None:
    number = tracking_number(0)
    assert tracking_code(number, PlaceCode("ha-noi")) == "HN-2222-2222"
    assert tracking_code(number, PlaceCode("o-cho-dua-moi")) == "OCD-2222-2222"
