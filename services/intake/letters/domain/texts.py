"""Letter texts: what a unit says in its letters, with places for what differs each time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.letters.domain.letters import LetterKind
from shared.kernel.rejection import Rejection

PLACE = re.compile(r"\{([^{}]*)\}")
MOST_CHARS = 4000

VARIABLES: dict[LetterKind, tuple[str, ...]] = {
    LetterKind.APOLOGY: (
        *("don_vi", "nguoi_nhan", "noi_dung", "ma"),
        *("ngay_nhan", "ngay_hen", "ngay_hen_moi", "ly_do", "lien_he"),
    ),
    LetterKind.THANKS: ("don_vi", "nguoi_nhan", "noi_dung", "ma", "ngay", "ly_do", "lien_he"),
}
SORRY, THANKFUL = "xin lỗi", "cảm ơn"
MUST_SAY = {LetterKind.APOLOGY: SORRY, LetterKind.THANKS: THANKFUL}


class VariableUnknown(Rejection):
    """Mẫu thư có chỗ trống không ai điền được.
    The text has a place nobody can fill.
    """


class BraceAstray(Rejection):
    """Có dấu { hoặc } đứng lẻ; mỗi chỗ trống viết như {ma}.
    A { or } stands alone; a place is written like {ma}.
    """


class TextMissing(Rejection):
    """Mẫu thư phải có tiêu đề, lời mở và lời kết.
    A letter needs a title, an opening and a closing.
    """


class TextTooLong(Rejection):
    """Mỗi phần của mẫu thư dài tối đa 4.000 ký tự.
    Each part of a letter's text has at most 4,000 characters.
    """


class HeartMissing(Rejection):
    """Thư xin lỗi phải có lời xin lỗi; thư cảm ơn phải có lời cảm ơn.
    An apology must apologise; a letter of thanks must thank.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """The text of one kind of letter, valid from a day until the next one is."""

    kind: LetterKind
    subject_kind: str
    title: str
    about: str
    opening: str
    closing: str
    copies: tuple[str, ...] = ()
    unit: str = ""
    """Nobody's: what comes along for everybody."""
    valid_from: date = date.min
    set_by: UUID | None = None


def publishable(text: LetterText) -> LetterText:
    """The text, if every letter of its kind can be made of it.

    Raises:
        TextMissing, TextTooLong: if a part is empty or too long.
        BraceAstray, VariableUnknown: if a place cannot be filled.
        HeartMissing: if it does not say what such a letter is for.

    """
    parts = (text.title, text.about, text.opening, text.closing, *text.copies)
    if not all((text.title, text.opening, text.closing)):
        raise TextMissing
    if any(len(part) > MOST_CHARS for part in parts):
        raise TextTooLong
    for part in parts:
        _fillable(part, VARIABLES[text.kind])
    if MUST_SAY[text.kind] not in f"{text.opening} {text.closing}".lower():
        raise HeartMissing
    return text


def filled(part: str, values: Mapping[str, str]) -> str:
    """A part with its places filled; what stands in a value is never a place.

    >>> filled("Hồ sơ {ma} của {nguoi_nhan}", {"ma": "G22", "nguoi_nhan": "Bà {ma}"})
    'Hồ sơ G22 của Bà {ma}'
    """
    return PLACE.sub(lambda place: values[place.group(1)], part)


def _fillable(part: str, known: Sequence[str]) -> None:
    named = PLACE.findall(part)
    if "{" in PLACE.sub("", part) or "}" in PLACE.sub("", part):
        raise BraceAstray
    unknown = [name for name in named if name not in known]
    if unknown:
        offered = ", ".join(f"{{{name}}}" for name in known)
        raise VariableUnknown(
            f"Không có chỗ trống “{{{unknown[0]}}}”. Dùng được: {offered}.",
            f"There is no place “{{{unknown[0]}}}”. These can be used: {offered}.",
        )
