"""Reporters: how somebody wants to be known, and how they can be reached."""

import re

from services.intake.cases.domain.phones import PhoneUnreadable, phone_number
from shared.kernel.rejection import Rejection

LENGTH = len("0912345678")
EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,180}\.[^\s@<>,;\".]{2,20}")


class NameMissing(Rejection):
    """Xin ghi họ và tên, hoặc chọn “Không ghi tên”.
    Please give your name, or choose “Without a name”.
    """


class NoWayToAnswer(Rejection):
    """Xin ghi số điện thoại hoặc thư điện tử, để có chỗ báo tin cho ông/bà.
    Please give a phone number or an e-mail address to which news can be sent.
    """


class EmailUnusable(Rejection):
    """Địa chỉ thư điện tử chưa đúng, ví dụ lan.pham@example.vn.
    This is no e-mail address; one looks like lan.pham@example.vn.
    """


def phone_in(text: str) -> str:
    """A phone number as it is kept; empty if none was written.

    >>> phone_in("0912 345 678"), phone_in(" ")
    ('+84912345678', '')

    Raises:
        PhoneUnreadable: if it is no number, saying how many digits there are.

    """
    if not text.strip():
        return ""
    try:
        return phone_number(text)
    except PhoneUnreadable as no:
        raise _counted(text, no) from no


def email_in(text: str) -> str:
    """An e-mail address as it is kept; empty if none was written.

    >>> email_in(" lan.pham@example.vn ")
    'lan.pham@example.vn'

    Raises:
        EmailUnusable: if it cannot be one.

    """
    address = text.strip()
    if address and not EMAIL.fullmatch(address):
        raise EmailUnusable
    return address


def _counted(text: str, no: PhoneUnreadable) -> PhoneUnreadable:
    count = sum(character.isdigit() for character in text)
    if count in {0, LENGTH} or text.strip().startswith("+"):
        return no
    return PhoneUnreadable(
        f"Số điện thoại cần đủ 10 chữ số, ông/bà nhập {count}. Ví dụ 0912 345 678.",
        f"A phone number has 10 digits, this one has {count}. For example 0912 345 678.",
    )
