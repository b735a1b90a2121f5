"""Mail: what a letter in the mailbox says, from whom, and what hangs on it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from unicodedata import normalize

from services.intake.channels.domain.mail_reports import MailBounce, bounce_in, is_automatic
from services.intake.channels.domain.mail_texts import body_of, decoded, header
from shared.kernel.rejection import Rejection

MOST_SUBJECT_CHARS = 300
MOST_ADDRESS_CHARS = 254
MOST_REFERENCES = 50
MOST_ATTACHMENTS = 20
UNREADABLE = (
    ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError,
)  # fmt: skip
"""What the standard library stumbles with over letters nobody should have written."""


class MailUnreadable(Rejection):
    """Không đọc được thư này: định dạng hỏng.
    This mail cannot be read: it is malformed.
    """


class MailWithoutSender(Rejection):
    """Thư không ghi địa chỉ người gửi nên không trả lời được.
    The mail names no sender, so it could not be answered.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that came with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter, read; its words are as they were written, quotes included."""

    message_id: str
    """Without its angle brackets; made from the content where the sender gave none."""
    answers: tuple[str, ...]
    """The ids of the letters it answers, nearest first."""
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    attached: tuple[Attached, ...]
    is_automatic: bool
    bounce: MailBounce | None

    @property
    def is_reply(self) -> bool:
        """Whether it answers another letter."""
        return bool(self.answers)


def mail_in(raw: bytes, *, may_lack_sender: bool = False) -> Mail:
    """The letter in `raw`, whatever was used to write it.

    Raises:
        MailUnreadable: if no sense can be made of it.
        MailWithoutSender: if it names nobody to answer, and neither is it the report of a
            mail server nor did somebody say that it may.

    """
    try:
        letter = message_from_bytes(raw, policy=policy.default)
        mail = _read(letter, raw)
    except UNREADABLE as broken:
        raise MailUnreadable from broken
    if not (mail.sender or may_lack_sender or mail.bounce is not None):
        raise MailWithoutSender
    return mail


def fingerprint(raw: bytes) -> str:
    """What the same letter has in common with itself when its sender numbered it not.

    >>> fingerprint(b"")[:20]
    'sha256.e3b0c44298fc1'
    """
    return f"sha256.{hashlib.sha256(raw).hexdigest()}"


def _read(letter: EmailMessage, raw: bytes) -> Mail:
    name, address = _sender(letter)
    return Mail(
        message_id=next(iter(_ids(header(letter, "message-id"))), fingerprint(raw)),
        answers=_answered(letter),
        sender=address,
        sender_name=name,
        recipients=tuple(_addresses(letter, "to", "cc", "delivered-to", "x-original-to")),
        subject=_plain(header(letter, "subject"))[:MOST_SUBJECT_CHARS],
        text=body_of(letter),
        attached=tuple(_attached(letter)),
        is_automatic=is_automatic(letter),
        bounce=bounce_in(letter),
    )


def _sender(letter: EmailMessage) -> tuple[str, str]:
    """Who wants the answer; `Reply-To` is how a sender says so."""
    for field in ("reply-to", "from"):
        for name, address in getaddresses([header(letter, field)]):
            if _is_address(address):
                return _plain(name)[:MOST_ADDRESS_CHARS], address.lower()
    return "", ""


def _addresses(letter: EmailMessage, *fields: str) -> Iterator[str]:
    named = getaddresses([header(letter, field) for field in fields])
    return (address.lower() for _, address in named if _is_address(address))


def _is_address(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    fits = len(address) <= MOST_ADDRESS_CHARS and address.isprintable() and " " not in address
    return bool(local and at and domain) and fits


def _answered(letter: EmailMessage) -> tuple[str, ...]:
    """`References` runs from the oldest to the newest; the newest is what was answered."""
    nearest = _ids(header(letter, "in-reply-to"))
    older = reversed(_ids(header(letter, "references")))
    return tuple(dict.fromkeys([*nearest, *older]))[:MOST_REFERENCES]


def _ids(text: str) -> list[str]:
    """The message ids in a header.

    >>> _ids("<a@b> <c@d>"), _ids("a@b"), _ids("")
    (['a@b', 'c@d'], ['a@b'], [])
    """
    found = [part.strip("<>,") for part in text.replace("><", "> <").split()]
    return [part for part in found if "@" in part and len(part) <= MOST_ADDRESS_CHARS]


def _attached(letter: EmailMessage) -> Iterator[Attached]:
    """Whatever is no text to read: pictures in the body as well as files beside it."""
    taken = 0
    for part in letter.walk():
        if taken >= MOST_ATTACHMENTS:
            return
        is_body = part.get_content_maintype() in {"multipart", "message"} or (
            part.get_content_maintype() == "text" and not part.get_filename()
        )
        content = None if is_body else part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            taken += 1
            yield Attached(name=_plain(decoded(part.get_filename() or "")), content=content)


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split())
