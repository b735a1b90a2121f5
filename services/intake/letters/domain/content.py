"""Letter content: what a letter says, part by part, before anybody sets it on paper."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

from services.intake.letters.domain.letterheads import Letterhead
from services.intake.letters.domain.letters import Letter, LetterKind
from services.intake.letters.domain.texts import LetterText, filled
from services.intake.promises.domain import Limits, SubjectKind
from shared.kernel.typography import day_in_full, number_in_register, paragraphs, tidy

ROOM_FOR_A_NUMBER = "\u2002" * 3
IN_WORK = "Đang giải quyết"
WITHOUT_REASON = (
    "Đơn vị chưa giải quyết xong trong thời hạn đã hẹn; lý do cụ thể sẽ được thông báo"
    " cùng ngày hẹn mới."
)
"""What a letter says that nobody gave a reason in time: it does not make one up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is written to; known at home only."""

    full_name: str = ""
    address: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A labelled line; what the reader waits for stands out."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The words of one letter."""

    superior: str
    issuer: str
    place_name: str
    title: str
    about: str
    to: str
    opening: tuple[str, ...]
    facts: tuple[LetterFacts, ...]
    closing: tuple[str, ...]
    authority: str
    position: str
    signer: str
    copies: tuple[str, ...]
    is_standing: bool = False

    def kept(self) -> dict[str, Any]:
        """As it is written down when the letter is signed."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """As it was written down."""
        listed = {name: tuple(kept[name]) for name in ("opening", "closing", "copies")}
        facts = tuple(LetterFacts(**fact) for fact in kept["facts"])
        return cls(**(dict(kept) | listed | {"facts": facts}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a letter is made of besides itself."""

    head: Letterhead
    text: LetterText
    recipient: Recipient
    limits: Limits
    topic: str
    """The procedure or category in words."""


def composed(letter: Letter, wording: Wording, *, today: date, standing: bool) -> Content:
    """What the letter says, if it is signed today."""
    head, text = wording.head, wording.text
    values = _values(letter, wording, today)
    return Content(
        superior=tidy(head.superior),
        issuer=tidy(head.name),
        place_name=tidy(head.place_name),
        title=tidy(filled(text.title, values)),
        about=tidy(filled(text.about, values)),
        to=_addressed(letter, wording.recipient),
        opening=tuple(paragraphs(filled(text.opening, values))),
        facts=_facts(letter, wording, today),
        closing=tuple(paragraphs(filled(text.closing, values))),
        authority=tidy(head.authority),
        position=tidy(head.position),
        signer=tidy(head.signer),
        copies=tuple(tidy(filled(copy, values)) for copy in text.copies),
        is_standing=standing,
    )


def number_written(number: int | None, symbol: str) -> str:
    """A number and its symbol as they stand on the paper; a draft has room for one.

    >>> number_written(7, "UBND-TTHC")
    'Số: 07/UBND-TTHC'
    """
    shown = number_in_register(number) if number else ROOM_FOR_A_NUMBER
    return f"Số: {shown}/{symbol}"


def _values(letter: Letter, wording: Wording, today: date) -> dict[str, str]:
    return {
        "don_vi": wording.head.name,
        "nguoi_nhan": _reader(letter, wording.recipient),
        "noi_dung": wording.topic,
        "ma": letter.ref,
        "ngay": day_in_full(letter.about_on),
        "ngay_nhan": day_in_full(letter.received_on),
        "ngay_hen": day_in_full(letter.about_on),
        "ngay_hen_moi": _new_day(letter, wording.limits, today),
        "ly_do": letter.reason or WITHOUT_REASON,
        "lien_he": wording.head.contact or wording.head.name,
    }


def _reader(letter: Letter, recipient: Recipient) -> str:
    """Somebody without a name is still spoken to, by what they know their matter by."""
    if recipient.full_name:
        return tidy(recipient.full_name)
    match letter.subject.kind:
        case SubjectKind.DOSSIER:
            return f"Ông/Bà chủ hồ sơ mã {letter.ref}"
        case SubjectKind.FEEDBACK:
            return f"Ông/Bà gửi phản ánh mã {letter.ref}"
        case _:
            return "Quý Ông/Bà"


def _addressed(letter: Letter, recipient: Recipient) -> str:
    reader = _reader(letter, recipient)
    address = tidy(recipient.address)
    return f"{reader}, {address}" if address else reader


def _new_day(letter: Letter, limits: Limits, today: date) -> str:
    if letter.new_on is not None:
        return day_in_full(letter.new_on)
    by = day_in_full(today + timedelta(days=limits.tell_within_days))
    return f"được thông báo chậm nhất {by}"


def _facts(letter: Letter, wording: Wording, today: date) -> tuple[LetterFacts, ...]:
    """The fields the law asks for stand in every apology, whatever a unit's own text says."""
    if letter.kind is LetterKind.THANKS:
        return ()
    is_dossier = letter.subject.kind is SubjectKind.DOSSIER
    return (
        LetterFacts("Thủ tục" if is_dossier else "Lĩnh vực", tidy(wording.topic)),
        LetterFacts("Mã hồ sơ" if is_dossier else "Mã phản ánh", tidy(letter.ref)),
        LetterFacts("Tình trạng", IN_WORK),
        LetterFacts("Lý do chậm", tidy(letter.reason or WITHOUT_REASON)),
        LetterFacts(
            "Ngày hẹn trả lần sau" if is_dossier else "Ngày hẹn trả lời lần sau",
            _new_day(letter, wording.limits, today),
            is_strong=True,
        ),
    )
