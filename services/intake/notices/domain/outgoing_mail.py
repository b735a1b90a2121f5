"""Outgoing mail: a notice as a letter whose answer finds its way back to the case."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from services.intake.notices.domain.notice_texts import Written

OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
PDF = ("application", "pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """To whom a letter goes, from whom, and what it answers."""

    notice: UUID
    own_name: str
    own_address: str
    to_name: str
    to_address: str
    answers: str
    """The id of the citizen's letter; empty if they did not write one."""
    language: str
    at: datetime


def letter_id(notice: UUID, own_address: str) -> str:
    """The id of the letter that carries a notice: known before it is sent, ever the same.

    >>> letter_id(UUID(int=7), "phuong@phuong.example")
    '00000000-0000-0000-0000-000000000007@phuong.example'
    """
    return f"{notice}@{own_address.rpartition('@')[2]}"


def notice_of(letter: str) -> UUID | None:
    """The notice a letter of ours carried; None if it is nobody's or another's.

    >>> notice_of(letter_id(UUID(int=7), "a@b")) == UUID(int=7), notice_of("x@y")
    (True, None)
    """
    found = OURS.match(letter.lower())
    return UUID(found.group(1)) if found else None


def outgoing(
    written: Written, envelope: Envelope, *, enclosed: Enclosure | None = None
) -> EmailMessage:
    """The letter; whatever answers by itself is asked not to."""
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"] = _address(envelope.own_name, envelope.own_address)
    letter["To"] = _address(envelope.to_name, envelope.to_address)
    letter["Reply-To"] = envelope.own_address
    letter["Subject"] = " ".join(written.subject.split())
    letter["Date"] = format_datetime(envelope.at)
    letter["Message-ID"] = f"<{letter_id(envelope.notice, envelope.own_address)}>"
    if envelope.answers:
        letter["In-Reply-To"] = letter["References"] = f"<{envelope.answers}>"
    letter["Auto-Submitted"] = "auto-replied" if envelope.answers else "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter["Content-Language"] = envelope.language
    letter.set_content(f"{written.letter}\n")
    if enclosed is not None:
        maintype, subtype = PDF
        letter.add_attachment(
            enclosed.content, maintype=maintype, subtype=subtype, filename=enclosed.name
        )
    return letter


def _address(name: str, address: str) -> str | Address:
    """A name beside an address; one the standard library cannot spell stands alone."""
    plain = " ".join(name.split())
    try:
        return Address(display_name=plain, addr_spec=address)
    except (ValueError, IndexError):
        return address
