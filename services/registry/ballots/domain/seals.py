"""Seals: the one number that holds all slips, or all votes, of a ballot fast."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it was told on a day; `phase` is `opened` or `closed`."""

    ballot: UUID
    phase: str
    unit: UnitCode
    host: PlaceCode
    sealed_on: date
    lines: int
    seal: str
