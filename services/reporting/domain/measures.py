"""Measures as data: which facts count, for which unit, on which day, for how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from shared.kernel.places import UnitCode

Body = Mapping[str, object]
"""The content of a fact as parsed JSON: dates are ISO text, whose order is the days' order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One test on a field, against a value, several values, or another field."""

    field: str
    op: str  # "=", "!=", "in", "<", "<=", ">", ">="
    value: object = None
    other: str | None = None

    def holds(self, body: Body) -> bool:
        """Whether the fact passes."""
        found = body.get(self.field)
        against = body.get(self.other) if self.other else self.value
        return _compare(self.op, found, against)


def _compare(op: str, found: object, against: object) -> bool:
    if op == "=":
        return found == against
    if op == "!=":
        return found != against
    if op == "in":
        return isinstance(against, list | tuple) and found in against
    return found is not None and against is not None and _ordered(op, found, against)


def _ordered(op: str, found: object, against: object) -> bool:
    left, right = (found, against) if op.startswith("<") else (against, found)
    if isinstance(left, str) and isinstance(right, str):
        return left <= right if op.endswith("=") else left < right
    if isinstance(left, int) and isinstance(right, int):
        return left <= right if op.endswith("=") else left < right
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What to count. `amount` is a whole number or the fields to add up."""

    name: str
    vi: str
    en: str
    fact: str  # "intake.dossier_returned"
    conditions: tuple[Condition, ...]
    unit: str
    day: str
    amount: int | tuple[str, ...]
    is_to_date: bool = False
    """Read up to a period's last day, from the first fact on: what stands open then."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the measure would count differently, however it is read."""
        rule = (self.fact, self.conditions, self.unit, self.day, self.amount)
        return sha256(repr(rule).encode()).hexdigest()

    def amount_in(self, body: Body) -> int:
        """How much one fact counts; nothing if a condition fails."""
        if not all(condition.holds(body) for condition in self.conditions):
            return 0
        if isinstance(self.amount, int):
            return self.amount
        return sum(value for f in self.amount if isinstance(value := body.get(f), int))


@dataclass(frozen=True, slots=True)
class MeasureCell:
    """Where an amount belongs."""

    measure: str
    unit: UnitCode
    day: date


class Counting:
    """Adds facts up by measure, unit and day; the order of facts never matters."""

    def __init__(self, measures: Iterable[Measure]) -> None:
        self._by_fact: dict[str, list[Measure]] = {}
        for measure in measures:
            self._by_fact.setdefault(measure.fact, []).append(measure)
        self.cells: dict[MeasureCell, int] = {}

    def counts(self, fact: str) -> bool:
        """Whether any measure looks at this kind of fact."""
        return fact in self._by_fact

    def add(self, fact: str, body: Body) -> None:
        """Count one fact."""
        for measure in self._by_fact.get(fact, ()):
            amount = measure.amount_in(body)
            if amount:
                cell = MeasureCell(
                    measure.name,
                    UnitCode(str(body[measure.unit])),
                    _day(str(body[measure.day])),
                )
                self.cells[cell] = self.cells.get(cell, 0) + amount


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def fact_of(name: str) -> str:
    """A topic name without its version: what a measure names.

    >>> fact_of("intake.dossier_returned.v1")
    'intake.dossier_returned'
    """
    return name.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which what was tallied is not what the archive says."""

    cell: MeasureCell
    tallied: int
    recounted: int


def differences(
    tallied: Mapping[MeasureCell, int], recounted: Mapping[MeasureCell, int]
) -> list[Difference]:
    """Where two countings disagree, by measure, unit and day; noughts do not matter."""
    cells = sorted(tallied.keys() | recounted.keys(), key=lambda c: (c.measure, c.unit, c.day))
    pairs = ((cell, tallied.get(cell, 0), recounted.get(cell, 0)) for cell in cells)
    return [Difference(cell, was, now) for cell, was, now in pairs if was != now]
