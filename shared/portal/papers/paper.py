"""A paper: what stands where on an official document, as plain text and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
TO = "Kính gửi:"
COPIES_TO = "Nơi nhận:"
DRAFT = "DỰ THẢO"
BEFORE_A_BREAK = ("ỦY BAN NHÂN DÂN", "VĂN PHÒNG ỦY BAN NHÂN DÂN", "TRUNG TÂM")
"""After these a name that is longer goes on in a second line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs: by what authority, in what office, under what name."""

    authority: str
    """Such as `TM. ỦY BAN NHÂN DÂN`; empty where the head signs for the office alone."""
    position: str
    name: str
    note: str = ""
    """Stands in place of the hand: how and when it was signed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled value; what the reader came for stands out."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document; the parts are those of Nghị định 30/2020/NĐ-CP, Điều 8."""

    superior: Sequence[str]
    """The office above the one that issues it, line by line; may be none."""
    issuer: Sequence[str]
    number: str
    """Such as `Số: 07/UBND-TTHC`."""
    place_and_day: str
    title: str
    about: str
    to: Sequence[str]
    opening: Sequence[str]
    """Paragraphs before the facts."""
    facts: Sequence[Line]
    closing: Sequence[str]
    """Paragraphs after the facts."""
    signature: Signature
    copies: Sequence[str]
    is_draft: bool = False


def office_lines(name: str) -> list[str]:
    """An office's name as it stands at the head of a paper: capitals, broken where it is said.

    >>> office_lines("Ủy ban nhân dân phường Sài Đồng")
    ['ỦY BAN NHÂN DÂN', 'PHƯỜNG SÀI ĐỒNG']
    >>> office_lines("Sở Tư pháp"), office_lines("")
    (['SỞ TƯ PHÁP'], [])
    """
    whole = name.upper().strip()
    for opening in BEFORE_A_BREAK:
        rest = whole.removeprefix(f"{opening} ")
        if rest != whole:
            return [opening, rest]
    return [whole] if whole else []


def written_copies(copies: Sequence[str]) -> list[str]:
    """Who gets a copy, line by line, as the law has it; never nobody.

    >>> written_copies(["Như trên", "Lưu: VT"]), written_copies([])
    (['- Như trên;', '- Lưu: VT.'], ['- Như trên.'])
    """
    *others, last = copies or ["Như trên"]
    return [*(f"- {other};" for other in others), f"- {last}."]
