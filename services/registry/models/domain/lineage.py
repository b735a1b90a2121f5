"""Lineage: which unit copied which model, since when, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, Rejection


class CopyOfItself(Rejection):
    """Mô hình không thể là bản nhân rộng của chính nó, kể cả qua nhiều bước.
    A model cannot be a copy of itself, however many steps lie between.
    """


class CopyOfOwnUnit(Rejection):
    """Nhân rộng là khi đơn vị khác làm theo; đơn vị này đã có chính mô hình ấy.
    To replicate is that another unit follows; this unit has that very model already.
    """


class CopiedAlready(Conflict):
    """Mô hình này đã được ghi là nhân rộng từ một mô hình khác.
    This model is already said to be a copy of another one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """That `unit` follows the model `source` with its own model `copy`, since a day."""

    copy: UUID
    source: UUID
    unit: UnitCode
    since: date
    host: PlaceCode
    reached: int | None = None
    """How many households or persons it has reached so far, if anybody counted."""
    result: str = ""
    """What came of it, in a sentence; it stays at this node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offshoot:
    """A copy with the copies made of it."""

    copy: Copy
    below: "tuple[Offshoot, ...]" = ()


def checked(copy: Copy, known: Iterable[Copy], *, source_unit: str | None) -> Copy:
    """`copy`, if it can be one, given all `known` copies around it.

    Raises:
        CopyOfItself: if the source descends from the copy.
        CopyOfOwnUnit: if the source is a model of the same unit.
        CopiedAlready: if it is known as a copy of another model.

    """
    sources = {other.copy: other.source for other in known}
    if sources.get(copy.copy, copy.source) != copy.source:
        raise CopiedAlready
    if copy.copy in line_of(copy.source, sources):
        raise CopyOfItself
    if source_unit == copy.unit:
        raise CopyOfOwnUnit
    return copy


def line_of(model: UUID, sources: Mapping[UUID, UUID]) -> list[UUID]:
    """A model and those it descends from, the first one last; ends where a circle closes."""
    line = [model]
    while (source := sources.get(line[-1])) is not None and source not in line:
        line.append(source)
    return line


def offshoots(model: UUID, copies: Sequence[Copy]) -> tuple[Offshoot, ...]:
    """Everything that was copied of a model, and of its copies, the oldest first."""
    return _below(model, copies, frozenset({model}))


def _below(model: UUID, copies: Sequence[Copy], above: frozenset[UUID]) -> tuple[Offshoot, ...]:
    made = sorted(
        (copy for copy in copies if copy.source == model and copy.copy not in above),
        key=lambda copy: (copy.since, copy.unit),
    )
    return tuple(
        Offshoot(copy=copy, below=_below(copy.copy, copies, above | {copy.copy}))
        for copy in made
    )


def count_of(shoots: Iterable[Offshoot]) -> int:
    """How many copies there are, copies of copies included.

    >>> count_of([])
    0
    """
    return sum(1 + count_of(shoot.below) for shoot in shoots)
