"""Telephone numbers: one spelling for each, whatever somebody typed."""

import re

from shared.kernel.rejection import Rejection

COUNTRY = "+84"
SIGNS = re.compile(r"[\s.\-()–—]")
ABROAD = re.compile(r"\+[1-9]\d{6,14}")
NATIONAL = re.compile(r"0[2-9]\d{8,9}")
WITHOUT_PLUS = re.compile(r"84[2-9]\d{8,9}")


class PhoneUnreadable(Rejection):
    """Số điện thoại cần đủ 10 chữ số, ví dụ 0912 345 678; số nước ngoài bắt đầu bằng dấu +.
    A phone number has 10 digits, as in 0912 345 678; one from abroad begins with +.
    """


def phone_number(text: str) -> str:
    """The number in `text` with its country code.

    >>> phone_number("0912.345.678"), phone_number("(+84) 912 345 678")
    ('+84912345678', '+84912345678')

    Raises:
        PhoneUnreadable: if it cannot be a number.

    """
    digits = SIGNS.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if NATIONAL.fullmatch(digits):
        return f"{COUNTRY}{digits[1:]}"
    if WITHOUT_PLUS.fullmatch(digits):
        return f"+{digits}"
    if ABROAD.fullmatch(digits):
        return digits.replace(f"{COUNTRY}0", COUNTRY, 1)
    raise PhoneUnreadable


def is_mobile(number: str) -> bool:
    """Whether a text message reaches a number.

    >>> is_mobile("+84912345678"), is_mobile("+842838222222")
    (True, False)
    """
    return not number.startswith(f"{COUNTRY}2")
