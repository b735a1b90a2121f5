"""From tallies to figures: numerators and denominators add up, percentages never average."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from services.reporting.domain.figures import (
    Amount,
    Completeness,
    Figure,
    Indicator,
    Status,
    Target,
    exact_value,
)
from shared.kernel.places import UnitCode

Tallies = Mapping[str, Amount]
"""Amount by measure name."""

HOLDS = {
    ">=": lambda value, target: value >= target,
    "=": lambda value, target: value == target,
    "<=": lambda value, target: value <= target,
}


def added(tallies: Iterable[Tallies]) -> dict[str, Amount]:
    """All of them together, in any order.

    >>> added([{"a": 1}, {"a": 2, "b": 5}])
    {'a': 3, 'b': 5}
    """
    total: dict[str, Amount] = {}
    for tally in tallies:
        for measure, amount in tally.items():
            total[measure] = plain(total.get(measure, 0) + amount)
    return total


def plain(amount: Amount) -> Amount:
    """The same amount; a whole number if it is one.

    >>> plain(Fraction(4, 2)), plain(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return int(amount) if amount == int(amount) else amount


def standing(
    by_month: Mapping[date, Tallies], months: Sequence[date], to_date: Collection[str]
) -> dict[date, dict[str, Amount]]:
    """Each month's tallies, where measures read to date stand at the sum up to that month.

    >>> standing({date(2018, 1, 1): {"open": 2}}, [date(2018, 2, 1)], ["open"])
    {datetime.date(2018, 2, 1): {'open': 2}}
    """
    found = {}
    for month in months:
        own = dict(by_month.get(month, {}))
        for name in to_date:
            until = [sums.get(name, 0) for day, sums in by_month.items() if day <= month]
            own[name] = plain(sum(until, 0))
        found[month] = own
    return found


def completeness(
    expected: Collection[UnitCode], reported: Collection[UnitCode]
) -> Completeness:
    """How many of the nodes a figure is made of have told anything in its period."""
    missing = tuple(sorted(set(expected) - set(reported)))
    return Completeness(
        reported=len(expected) - len(missing), expected=len(expected), missing=missing
    )


def figure(
    indicator: Indicator,
    tallies: Tallies,
    *,
    whole: Completeness,
    fresh_at: datetime | None,
    until: date,
) -> Figure:
    """What an indicator comes to, with its verdict; `until` is the period's last day."""
    judged = in_force(indicator, until)
    numerator = amount_of(tallies, judged.numerator)
    denominator = None if judged.denominator is None else amount_of(tallies, judged.denominator)
    value = exact_value(judged, numerator, denominator)
    return Figure(
        indicator=judged,
        numerator=numerator,
        denominator=denominator,
        status=_status(judged.target, value, whole),
        completeness=whole,
        fresh_at=fresh_at,
    )


def in_force(indicator: Indicator, day: date) -> Indicator:
    """The indicator as it was judged on a day: without a target that came later."""
    target = indicator.target
    if target is None or target.valid_from <= day:
        return indicator
    return replace(indicator, target=None)


def amount_of(tallies: Tallies, measures: Iterable[str]) -> Amount:
    """What several measures come to together; whole numbers stay whole numbers."""
    return plain(sum((tallies.get(measure, 0) for measure in measures), 0))


def _status(target: Target | None, value: Fraction | None, whole: Completeness) -> Status:
    """Compared exactly; only what is shown is rounded. Nobody reported: nothing is known."""
    if whole.reported == 0:
        return Status.NO_DATA
    if value is None:
        return Status.NOT_APPLICABLE
    if target is None:
        return Status.NO_TARGET
    return Status.MET if holds(target, value) else Status.MISSED


def holds(target: Target, value: Fraction) -> bool:
    """Whether a value satisfies a target.

    >>> holds(Target(op=">=", value=Decimal(85), basis="seed"), Fraction(8499, 100))
    False
    """
    return bool(HOLDS[target.op](value, Fraction(Decimal(target.value))))
