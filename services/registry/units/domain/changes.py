"""Changes: what a decision does to units from one day on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import NewType
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode

ChangeId = NewType("ChangeId", UUID)


class ChangeKind(StrEnum):
    """What is done."""

    ESTABLISH = "establish"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"


ENDING = frozenset({ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.ABOLISH})
"""Kinds by which a source ends, unless it is a target too."""


class Seat(StrEnum):
    """How a unit takes part in a change."""

    SOURCE = "source"
    TARGET = "target"
    FOLLOWER = "follower"
    """A child that goes where the change takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A unit as it begins by a change."""

    kind: str
    vi: str
    en: str
    parent: UnitCode | None
    host: PlaceCode
    sector_parent: UnitCode | None = None
    gso_code: str = ""
    eid: str = ""
    made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One unit's part in a change; what is None stays as it was."""

    unit: UnitCode
    seat: Seat
    share: Fraction | None = None
    """How much of the source goes to this target; None: there is no rule."""
    begins: Draft | None = None
    vi: str | None = None
    en: str | None = None
    parent: UnitCode | None = None
    sector_parent: UnitCode | None = None
    host: PlaceCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A change with its day, its document, and everyone who takes part."""

    id: ChangeId
    kind: ChangeKind
    effective_on: date
    basis: str
    decided_by: PlaceCode
    stated_at: datetime
    parts: tuple[Part, ...]

    @property
    def sources(self) -> tuple[UnitCode, ...]:
        """The units it is about, as they were before."""
        return self._seated(Seat.SOURCE)

    @property
    def targets(self) -> tuple[UnitCode, ...]:
        """The units that take over."""
        return self._seated(Seat.TARGET)

    @property
    def followers(self) -> tuple[UnitCode, ...]:
        """The children that go along."""
        return self._seated(Seat.FOLLOWER)

    @property
    def touched(self) -> tuple[UnitCode, ...]:
        """Every unit with a part in it, once."""
        return tuple(dict.fromkeys(part.unit for part in self.parts))

    @property
    def begun(self) -> tuple[Part, ...]:
        """The parts of units that begin by it."""
        return tuple(part for part in self.parts if part.begins)

    @property
    def ended(self) -> tuple[UnitCode, ...]:
        """The units that end by it."""
        if self.kind not in ENDING:
            return ()
        return tuple(unit for unit in self.sources if unit not in self.targets)

    def parts_of(self, unit: UnitCode) -> Iterator[Part]:
        """What a unit has to do with it."""
        return (part for part in self.parts if part.unit == unit)

    def is_like(self, other: "UnitChange") -> bool:
        """Whether both do the same to the same units on the same day."""
        return self.likeness == other.likeness

    @property
    def likeness(self) -> tuple[object, ...]:
        """What makes it the same decision as another."""
        sides = frozenset(self.sources), frozenset(self.targets)
        return self.kind, self.effective_on, sides

    def _seated(self, seat: Seat) -> tuple[UnitCode, ...]:
        return tuple(part.unit for part in self.parts if part.seat is seat)


def in_order(changes: Iterable[UnitChange]) -> list[UnitChange]:
    """By day, then as they were stated; the same whatever the order of hearing."""
    return sorted(changes, key=lambda one: (one.effective_on, one.stated_at, one.id))
