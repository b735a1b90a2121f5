"""Units as they may be asked something, and the numbers of party and state papers."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection

MOST_CHARS = 60
STATE_TYPES = (
    "NQ|QĐ|CT|QC|QyĐ|TC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ|BGN|BTT|GUQ|GM|GGT|GNP|PG|PC|PB"
)


class DocumentNumberUnusable(Rejection):
    """Số, ký hiệu văn bản chưa đúng thể thức; ví dụ: 43/KH-UBND, 164-KH/QU, 118/2025/NĐ-CP.
    This is no document number; such are 43/KH-UBND, 164-KH/QU, 118/2025/NĐ-CP.
    """


class System(StrEnum):
    """Whose way of numbering it is."""

    STATE = "state"
    STATE_LETTER = "state_letter"
    STATE_NORMATIVE = "state_normative"
    PARTY = "party"


# NĐ 30/2020/NĐ-CP, Phụ lục III, for the state, and how the National Assembly, by its
# term, numbers what reorganises units (1656/NQ-UBTVQH15); Hướng dẫn 36-HD/VPTW for the party.
PATTERNS = {
    System.STATE: rf"(?P<num>\d{{1,6}})/(?P<type>{STATE_TYPES})"
    rf"-(?P<organ>[A-Za-zĐƯ]{{2,10}}|(UBTV)?QH\d{{2}})"
    r"(-(?P<unit>[A-Za-zĐƯ]{1,8}))?",
    System.STATE_LETTER: rf"(?P<num>\d{{1,6}})/(?!({STATE_TYPES})-)"
    r"(?P<organ>[A-Za-zĐƯ]{2,10})-(?P<unit>[A-Za-zĐƯ]{1,8})",
    System.STATE_NORMATIVE: r"(?P<num>\d{1,4})/(?P<year>\d{4})/"
    r"((?P<type>[A-ZĐ]{2,4})-(?P<organ>[A-Za-zĐ]{2,6})|QH\d{2}|UBTVQH\d{2})",
    System.PARTY: r"(?P<num>\d{1,6})-(?P<type>[A-ZĐ]{2,3})/(?P<organ>[A-ZĐƯ]{1,8})",
}
SHAPES = {system: re.compile(pattern) for system, pattern in PATTERNS.items()}
PREFIX = re.compile(r"^số\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as it is written, and by whose rules."""

    text: str
    system: System

    def __str__(self) -> str:
        return self.text


def document_number(text: str) -> DocumentNumber:
    """`text` as the number of a document, without what copying left in it.

    >>> document_number("Số: **43** /KH-UBND")
    DocumentNumber(text='43/KH-UBND', system=<System.STATE: 'state'>)
    >>> document_number("09 -KH/ĐU").text
    '09-KH/ĐU'
    >>> document_number("1656/NQ-UBTVQH15").text
    '1656/NQ-UBTVQH15'

    Raises:
        DocumentNumberUnusable: if neither the state nor the party numbers papers so.

    """
    plain = PREFIX.sub("", unicodedata.normalize("NFC", text).replace("*", "").strip())
    number = re.sub(r"\s+", "", plain)
    for system, shape in SHAPES.items():
        if shape.fullmatch(number):
            return DocumentNumber(number, system)
    raise DocumentNumberUnusable(
        f"“{plain[:MOST_CHARS]}” chưa đúng thể thức số, ký hiệu văn bản;"
        " ví dụ đúng: 43/KH-UBND, 164-KH/QU, 118/2025/NĐ-CP.",
        f"“{plain[:MOST_CHARS]}” is no document number;"
        " such are 43/KH-UBND, 164-KH/QU, 118/2025/NĐ-CP.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """A unit below this place, as organised on the day."""

    unit: UnitCode
    kind: str
    vi: str
    en: str
    host: PlaceCode
    line: tuple[str, ...]
    """The unit and its superiors, up to the place that is asking."""
