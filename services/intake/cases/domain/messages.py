"""Messages: what a channel brings. A message is not a case; it opens one, or adds to one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType
from unicodedata import normalize
from uuid import UUID

from services.intake.cases.domain.cases import CaseId, CaseKind, Location, Visibility
from services.intake.cases.domain.reporters import email_in, phone_in
from services.intake.cases.domain.tracking import TrackingNumber
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

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
