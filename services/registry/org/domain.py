"""Documents: the numbers under which party and state papers are registered."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.registry.campaigns.domain.duty_matrix import CellState, DutyRow, Matrix
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


PRESSING = (CellState.OVERDUE, CellState.DUE_SOON, CellState.LATE, CellState.PARTLY)


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


class Order(StrEnum):
    """In which order the units of a board stand."""

    NAME = "name"
    URGENCY = "urgency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """What somebody wants to see of a board."""

    kind: str = ""
    state: str = ""
    order: Order = Order.NAME


def sifted(matrix: Matrix, sieve: Sieve) -> tuple[DutyRow, ...]:
    """The rows that pass, in the order wanted; order by name is the order they come in."""
    rows = [row for row in matrix.rows if _passes(row, sieve)]
    return tuple(sorted(rows, key=_urgency) if sieve.order is Order.URGENCY else rows)


def to_chase(rows: Iterable[DutyRow]) -> list[DutyRow]:
    """Who has let a day go by, the one with most of them first."""
    late = [row for row in rows if row.overdue]
    return sorted(late, key=lambda row: -row.overdue)


def kinds_of(rows: Sequence[DutyRow]) -> list[str]:
    """The kinds of unit on a board, each once, in order."""
    return list(dict.fromkeys(row.kind for row in rows))


def _passes(row: DutyRow, sieve: Sieve) -> bool:
    if sieve.kind and row.kind != sieve.kind:
        return False
    return not sieve.state or any(cell.state.value == sieve.state for cell in row.cells)


def _urgency(row: DutyRow) -> list[int]:
    """More of the most pressing comes first."""
    return [-sum(cell.state is state for cell in row.cells) for state in PRESSING]
