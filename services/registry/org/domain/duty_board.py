"""Duty board: the units that may be asked, and the part of the matrix somebody wants to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.registry.campaigns.domain.duty_matrix import CellState, DutyRow, Matrix
from shared.kernel.places import PlaceCode, UnitCode

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
