"""Telephone numbers: one spelling for each, whatever somebody typed."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType
from unicodedata import normalize
from uuid import UUID

from services.intake.cases.domain.cases import CaseId, CaseKind, Location, Visibility
from services.intake.cases.domain.tracking import TrackingNumber
from shared.kernel.places import UnitCode
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


MessageId = NewType("MessageId", UUID)

MAX_CONTACT_CHARS = 200
MAX_EXTERNAL_REF_CHARS = 500


class ContactTooLong(Rejection):
    """Họ tên, địa chỉ hoặc cách liên lạc dài quá 200 ký tự; xin viết gọn lại.
    A name, an address or another contact is longer than 200 characters; shorten it.
    """


class ContactOfNobody(Rejection):
    """Phản ánh ẩn danh không để lại họ tên; hãy chọn “giữ kín danh tính” nếu muốn được báo lại.
    Anonymous feedback leaves no name; choose “confidential” if you want to hear from us.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How whoever wrote can be reached; what nobody needs stays empty.

    `given_name` and `family_name` are kept as another system split them, if one did.
    """

    full_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    given_name: str = ""
    family_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was left."""
        return not (self.full_name or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What a channel brought, before any rule has looked at it.

    `external_ref` is the channel's own name for it, such as an e-mail's Message-ID: the same
    one brought twice is one message.
    """

    text: str
    category: str
    unit: UnitCode
    kind: CaseKind = CaseKind.REFLECTION
    channel: str = "online_channel"
    external_ref: str | None = None
    visibility: Visibility = Visibility.ANONYMOUS
    contact: Contact = field(default_factory=Contact)
    location: Location = field(default_factory=Location)
    language: str = "vi"
    answers: dict[str, object] = field(default_factory=dict)
    """To the category's own questions, by variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, accepted."""

    id: MessageId
    case_id: CaseId
    number: TrackingNumber
    """What its sender follows it by, whatever case it is moved to."""
    channel: str
    external_ref: str | None
    received_at: datetime
    text: str
    visibility: Visibility
    language: str
    opened: bool
    """Whether it opened its case."""


def accepted_contact(contact: Contact, visibility: Visibility) -> Contact:
    """How somebody can be reached, tidied.

    >>> accepted_contact(Contact(phone="+84 912.345.678"), Visibility.NAMED).phone
    '+84912345678'

    Raises:
        ContactTooLong: if a part exceeds `MAX_CONTACT_CHARS`.
        PhoneUnreadable: if the telephone number cannot be one.
        EmailUnusable: if the e-mail address cannot be one.
        ContactOfNobody: if whoever writes wants to be nobody, and leaves a name.

    """
    parts = {name: _tidy(getattr(contact, name)) for name in Contact.__dataclass_fields__}
    if visibility is Visibility.ANONYMOUS and any(parts.values()):
        raise ContactOfNobody
    if any(len(part) > MAX_CONTACT_CHARS for part in parts.values()):
        raise ContactTooLong
    return Contact(
        **parts | {"phone": phone_in(parts["phone"]), "email": email_in(parts["email"])}
    )


def _tidy(text: str) -> str:
    words = " ".join(normalize("NFC", text).split())
    return "".join(letter for letter in words if letter.isprintable())
