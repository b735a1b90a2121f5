"""Telephone numbers: one spelling for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.cases.domain.messages import PhoneUnreadable, is_mobile, phone_number


@pytest.mark.parametrize(
    "form",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(0912) 345-678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0)912 345 678",
        "84912345678",
        "0084912345678",
    ],
)
def test_however_it_is_typed_it_is_one_number(form: str) -> None:
    assert phone_number(form) == "+84912345678"


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert phone_number("+33 1 23 45 67 89") == "+33123456789"


@pytest.mark.parametrize(
    "form", ["", "091234567", "0112345678", "12", "+0912345678", "chị Hoa"]
)
def test_what_is_no_number_is_refused(form: str) -> None:
    with pytest.raises(PhoneUnreadable):
        phone_number(form)


def test_a_telephone_on_the_wall_gets_no_text_messages() -> None:
    assert is_mobile(phone_number("0912345678"))
    assert not is_mobile(phone_number("028 3822 2222"))


@given(st.from_regex(r"0[35789]\d{8}", fullmatch=True))
def test_what_was_read_once_is_read_the_same_again(form: str) -> None:
    once = phone_number(form)
    assert phone_number(once) == once
