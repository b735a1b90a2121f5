"""Figures: what an indicator came to for a unit in a period, and how far it can be trusted."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.kernel.places import PlaceCode, UnitCode

PERCENT = "%"
Amount = int | Fraction
"""A count; where a rule divides what an ended unit was, an exact fraction of one."""


class Status(StrEnum):
    """What may honestly be said about a figure."""

    MET = "met"
    MISSED = "missed"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure is held against, and who said so."""

    op: str  # ">=", "=" or "<="
    value: Decimal
    basis: str
    valid_from: date = date.min
    """A period that ended earlier is not held against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is counted, over what, and against which target."""

    code: str
    vi: str
    en: str
    unit_of_measure: str  # "%" or a noun such as "vụ"
    numerator: tuple[str, ...]  # names of measures, added up
    denominator: tuple[str, ...] | None  # None: a plain count
    direction: str  # "up", "down" or "none": which way is better
    target: Target | None
    theme: str
    note_vi: str
    note_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many of the units that should have reported did."""

    reported: int
    expected: int
    missing: tuple[UnitCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An indicator, counted."""

    indicator: Indicator
    numerator: Amount
    denominator: Amount | None
    status: Status
    completeness: Completeness
    fresh_at: datetime | None

    @property
    def value(self) -> Fraction | None:
        """The exact value: a percentage is already times 100; an empty denominator has none."""
        return exact_value(self.indicator, self.numerator, self.denominator)


def exact_value(
    indicator: Indicator, numerator: Amount, denominator: Amount | None
) -> Fraction | None:
    """What `numerator` over `denominator` comes to, in the indicator's unit of measure."""
    if denominator is None:
        return Fraction(numerator)
    if denominator == 0:
        return None
    ratio = Fraction(numerator, denominator)
    return ratio * 100 if indicator.unit_of_measure == PERCENT else ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of civic days, both ends included."""

    code: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit, as a report names it."""

    code: UnitCode
    vi: str
    en: str
    kind: str
    parent: UnitCode | None
    host: PlaceCode | None
    made_up: bool = False
    since: date | None = None
    until: date | None = None
    """The days of a period on which it stood where it stands, if those are not all."""
    is_unallocated: bool = False
    """What an ended unit left, and that no rule gives to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLine:
    """A node, as its neighbours above know it."""

    code: PlaceCode
    vi: str
    en: str
    path: tuple[str, ...]
    depth: int
    link: str  # "self", "up", "down" or "unknown"
    backlog: int | None  # facts known to exist there but not here; None: nobody can say
    heard_at: datetime | None
    facts: int
    gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """How this node stands towards its parent."""

    state: str  # "none", "up" or "down"
    unpublished: int | None  # None: the services run apart, and reporting cannot say
    unreceipted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact a figure was counted from: codes and dates, nothing about a person."""

    day: date
    unit: UnitCode
    service: str
    fact: str
    reference: str
    node: PlaceCode
    event_id: str
    amount: int
    share: Fraction = Fraction(1)
    """How much of it counts for the unit asked for."""
    position: str = ""
    """Where the list goes on after this line."""
