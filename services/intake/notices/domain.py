"""Replies: what somebody wrote anew, without the letter that is answered below it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import takewhile
from string import Formatter
from typing import Any
from uuid import UUID

from shared.kernel.rejection import Rejection

REPLY_ABOVE = "— Trả lời phía trên dòng này / Reply above this line —"
"""Stands in every letter of ours, so that the end of an answer is known."""

ATTRIBUTIONS = re.compile(
    r"(?:on\b.{4,200}\bwrote|vào\b.{4,200}\bđã viết|.{4,200}\bđã viết)\s*:",
    re.IGNORECASE | re.DOTALL,
)
"""How mail programs introduce what is quoted; some break that line in two."""
ORIGINALS = re.compile(
    r"-{2,}\s*(?:original message|tin nhắn gốc|thư gốc|thư ban đầu)\s*-{2,}|_{10,}",
    re.IGNORECASE,
)
FROM = re.compile(r"\*?(?:from|từ|người gửi)\s*:\*?\s", re.IGNORECASE)
SENT = re.compile(r"\*?(?:sent|date|đã gửi|ngày|đến|tới|to)\s*:\*?\s", re.IGNORECASE)
SIGNATURES = re.compile(
    r"(?:--\s?|(?:sent|get outlook|được gửi|đã gửi|gửi) (?:from|for|từ) .{2,60})", re.IGNORECASE
)
QUOTED = ">"


def own_words(text: str, *, is_reply: bool) -> str:
    r"""What the sender wrote: no signature, and of a reply nothing of what it answers.

    Of a letter that is no reply everything is kept: what is forwarded is the matter itself.

    >>> own_words("Chưa xong.\n\nVào 25 thg 11, UBND đã viết:\n> Đã xong.", is_reply=True)
    'Chưa xong.'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if is_reply:
        lines = _without_quotes(lines)
    return "\n".join(_without_signature(lines)).strip()


def _without_quotes(lines: list[str]) -> list[str]:
    start = next((at for at in range(len(lines)) if _begins_quote(lines, at)), len(lines))
    above = _unquoted(lines[:start])
    if any(line.strip() for line in above):
        return above
    introduction = _attribution_length(lines, start)
    # Some answer below what they quote; then only what is marked as quoted goes.
    return _unquoted(lines[start + introduction :]) if introduction else []


def _begins_quote(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    if REPLY_ABOVE in line or ORIGINALS.fullmatch(line):
        return True
    if FROM.match(line):
        return any(SENT.match(other.strip()) for other in lines[at + 1 : at + 4])
    return bool(_attribution_length(lines, at))


def _attribution_length(lines: list[str], at: int) -> int:
    """How many lines introduce a quote here: none, one or two."""
    for length in (1, 2):
        if ATTRIBUTIONS.fullmatch(" ".join(lines[at : at + length]).strip()):
            return length
    return 0


def _unquoted(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith(QUOTED)]


def _without_signature(lines: list[str]) -> list[str]:
    kept = list(takewhile(lambda line: not SIGNATURES.fullmatch(line.strip(" *")), lines))
    return kept if any(line.strip() for line in kept) else lines


LANGUAGES = ("vi", "en")
FACTS = frozenset({
    "name", "unit", "code", "promised_on", "words", "link", "reopen_until", "to",
})  # fmt: skip
PARTS = ("subject", "letter", "text")


class TemplateWrong(Rejection):
    """Mẫu tin báo có chỗ trống không ai điền được, hoặc thiếu phần.
    A template of a notice has a gap nobody can fill, or lacks a part.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One notice in one language, with gaps."""

    subject: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every letter of a language."""

    opening: str
    closing: str
    nameless: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Every notice that can be told, in every language."""

    kinds: Mapping[tuple[str, str], Template]
    others: Mapping[str, Template]
    frames: Mapping[str, Frame]

    def of(self, kind: str, language: str) -> Template:
        """The template of a notice; news of an unknown kind is told as news."""
        return self.kinds.get((kind, language)) or self.others[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A notice, ready to be sent."""

    subject: str
    letter: str
    text: str


def templates_in(read: Mapping[str, Any]) -> Templates:
    """The templates in a file.

    Raises:
        TemplateWrong: if one lacks a part, or has a gap nobody can fill.

    """
    try:
        frames = {
            language: Frame(
                opening=read["opening"][language],
                closing=read["closing"][language],
                nameless=read["nameless"][language],
            )
            for language in LANGUAGES
        }
        kinds = {
            (kind, language): _template(texts[language])
            for kind, texts in read["kinds"].items()
            for language in LANGUAGES
        }
        others = {language: _template(read["others"][language]) for language in LANGUAGES}
    except KeyError as missing:
        raise TemplateWrong from missing
    for frame in frames.values():
        _refuse_unknown_gaps(frame.opening + frame.closing)
    return Templates(kinds=kinds, others=others, frames=frames)


def composed(
    templates: Templates, kind: str, language: str, *, facts: Mapping[str, str]
) -> Written:
    """A notice with its gaps filled, and the code where an answer will bring it back."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    template, frame = templates.of(kind, spoken), templates.frames[spoken]
    known = {name: facts.get(name, "") for name in FACTS}
    known["name"] = known["name"] or frame.nameless
    parts = (frame.opening, template.letter, frame.closing)
    code = known["code"]
    return Written(
        subject=filled(template.subject, known) + (f" [{code}]" if code else ""),
        letter="\n\n".join([REPLY_ABOVE, *(filled(part, known) for part in parts)]),
        text=" ".join(filled(template.text, known).split()),
    )


def filled(template: str, facts: Mapping[str, str]) -> str:
    r"""`template` with its gaps filled; a line that needs what is not known is left out.

    >>> filled("Mã {code}.\nXem {link}\nHết.", {"code": "SD-1", "link": ""})
    'Mã SD-1.\nHết.'
    """
    lines = template.strip().split("\n")
    kept = [line.format_map(facts) for line in lines if all(facts[gap] for gap in _gaps(line))]
    return "\n".join(kept).replace("\n\n\n", "\n\n").strip()


def _template(texts: Mapping[str, str]) -> Template:
    parts = {name: texts[name] for name in PARTS}
    _refuse_unknown_gaps("".join(parts.values()))
    return Template(**parts)


def _refuse_unknown_gaps(text: str) -> None:
    if not set(_gaps(text)) <= FACTS:
        raise TemplateWrong


def _gaps(text: str) -> Iterator[str]:
    return (gap for _, gap, _, _ in Formatter().parse(text) if gap is not None)


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
