"""Reports of mail servers and other letters that no person wrote: bounces, auto-replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

from services.intake.channels.domain.mail_texts import header

MACHINES = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "do-not-reply@")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
MARKS = ("x-autoreply", "x-autorespond", "list-id", "list-unsubscribe", "feedback-id")
REPORT = "multipart/report"
STATUS = "message/delivery-status"
FAILED = "failed"
MOST_REASON_CHARS = 300
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
"""Whoever keeps the channels need not read whom we wrote to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBounce:
    """What a mail server says of a letter of ours."""

    of: str
    """The id of that letter, without angle brackets; empty if the report does not say."""
    is_final: bool
    """Whether it gave up; otherwise it is still trying."""
    reason: str


def is_automatic(letter: Message) -> bool:
    """Whether a machine wrote it, so that an answer could only start a loop."""
    submitted = header(letter, "auto-submitted").lower()
    sender = header(letter, "from").lower()
    return (
        bool(submitted and not submitted.startswith("no"))
        or header(letter, "precedence").lower() in BULK
        or header(letter, "return-path") == "<>"
        or any(machine in sender for machine in MACHINES)
        or any(header(letter, mark) for mark in MARKS)
    )


def bounce_in(letter: EmailMessage) -> MailBounce | None:
    """The report on a letter of ours, if this is one (RFC 3464)."""
    if letter.get_content_type() != REPORT:
        return None
    blocks = [block for part in _parts(letter, STATUS) for block in _blocks(part)]
    about = next((block for block in blocks if header(block, "action")), None)
    if about is None:
        return None
    told = header(about, "diagnostic-code") or header(about, "status")
    return MailBounce(
        of=_letter_of(letter),
        is_final=header(about, "action").lower() == FAILED,
        reason=ADDRESS.sub("<…>", told)[:MOST_REASON_CHARS],
    )


def _parts(letter: EmailMessage, kind: str) -> Iterator[Message]:
    return (part for part in letter.walk() if part.get_content_type() == kind)


def _blocks(part: Message) -> list[Message]:
    """One block for the report, then one for each recipient."""
    inner = part.get_payload()
    return (
        [block for block in inner if isinstance(block, Message)] if part.is_multipart() else []
    )


def _letter_of(letter: EmailMessage) -> str:
    """The letter comes back whole, or its headers do as a text."""
    for part in letter.walk():
        if part is letter:
            continue
        own = header(part, "message-id")
        if own:
            return own.strip("<> ")
        if part.get_content_type() == "text/rfc822-headers":
            return _id_line(part)
    return header(letter, "x-failed-message-id").strip("<> ")


def _id_line(part: Message) -> str:
    content = part.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "message-id":
            return value.strip().strip("<>")
    return ""
