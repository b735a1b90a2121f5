"""Tallies: how many ballots of each level, told in such numbers that none is a ballot."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.surveys.domain.ballots import LEVELS
from shared.kernel.places import UnitCode

ENOUGH_TO_TELL = 5
"""Cells under five persons are not shown, and so not told, while a day can still grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A ballot in the box that no tally has told."""

    id: UUID
    unit: UnitCode
    cast_on: date
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many more ballots for one unit on one day. Tallies of a day add up to its ballots."""

    unit: UnitCode
    cast_on: date
    ballots: tuple[UUID, ...]
    levels: tuple[int, ...]
    """How many of each level, the lowest first."""


def is_ripe(ballots: int, cast_on: date, today: date) -> bool:
    """Whether the new ballots of a day may be told: enough of them, or the day is over.

    >>> is_ripe(4, date(2026, 3, 2), date(2026, 3, 2))
    False
    >>> is_ripe(1, date(2026, 3, 1), date(2026, 3, 2))
    True
    """
    return ballots >= ENOUGH_TO_TELL or cast_on < today


def ripe_tallies(waiting: Iterable[Waiting], today: date) -> list[Tally]:
    """The tallies that may be told of `waiting`, by day and unit."""
    sheaves: dict[tuple[date, UnitCode], list[Waiting]] = {}
    for ballot in waiting:
        sheaves.setdefault((ballot.cast_on, ballot.unit), []).append(ballot)
    return [
        _tally(sheaf)
        for (cast_on, _), sheaf in sorted(sheaves.items())
        if is_ripe(len(sheaf), cast_on, today)
    ]


def _tally(sheaf: list[Waiting]) -> Tally:
    counts = Counter(ballot.level for ballot in sheaf)
    return Tally(
        unit=sheaf[0].unit,
        cast_on=sheaf[0].cast_on,
        ballots=tuple(ballot.id for ballot in sheaf),
        levels=tuple(counts[level] for level in LEVELS),
    )
