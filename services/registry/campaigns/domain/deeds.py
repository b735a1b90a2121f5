"""Deeds: what a unit has done of what campaigns ask, in one shape for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode


class What(StrEnum):
    """What a campaign may ask of a unit."""

    PLAN = "plan"
    MODEL = "model"
    INITIATIVE = "initiative"
    PLEDGE = "pledge"
    NOMINATION = "nomination"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a unit registered, handed in or promised; `ref` is the thing's own id.

    A deed that names no campaign counts for each one whose days it falls on.
    """

    what: What
    ref: str
    unit: UnitCode
    occurred_on: date
    host: PlaceCode
    """The node that told of it."""
    campaign: UUID | None = None
    amount: int = 1
    """How many of what was asked for it is worth."""


def reached_on(deeds: Iterable[Deed], wanted: int) -> date | None:
    """The day on which `wanted` of something were there, if they are.

    >>> def deed(ref, day):
    ...     return Deed(what=What.MODEL, ref=ref, unit="w", host="w", occurred_on=day)
    >>> some = [deed("b", date(2026, 3, 9)), deed("a", date(2026, 3, 2))]
    >>> reached_on(some, 2), reached_on(some, 3)
    (datetime.date(2026, 3, 9), None)
    """
    there = 0
    for deed in sorted(deeds, key=lambda deed: deed.occurred_on):
        there += deed.amount
        if there >= wanted:
            return deed.occurred_on
    return None


def amount_of(deeds: Iterable[Deed]) -> int:
    """How many of what was asked for there are.

    >>> amount_of([])
    0
    """
    return sum(deed.amount for deed in deeds)
