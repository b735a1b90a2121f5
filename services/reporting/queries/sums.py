"""What measures come to for a unit: by the rows of its report, and by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.reporting.domain.figures import Amount, Period
from services.reporting.domain.lineage import Seat
from services.reporting.domain.organised import Organised, Span, together
from services.reporting.domain.periods import last_of_month, months_of
from services.reporting.domain.rollup import added, standing
from services.reporting.store import tallies
from services.reporting.store.tallies import Measures, Slice, Wanted
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

Sums = dict[str, Amount]
Part = tuple[Seat, Fraction]
Question = tuple[list[Span], Wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose sums, of when, by which organisation; `to_date` names what is read up to a day."""

    unit: UnitCode
    period: Period
    organised: Organised
    to_date: Sequence[str]


async def sums_by_row(tx: Transaction, scope: Scope) -> dict[Seat, Sums]:
    """What each measure comes to in each row of the unit's report."""
    found: dict[Seat, Sums] = {}
    for spans, wanted in _questions(scope):
        parts, slices = _sliced(spans)
        for part, measure, amount in await tallies.sums(tx, slices, wanted):
            row, share = parts[part]
            found[row] = added([found.get(row, {}), {measure: share * amount}])
    return found


async def sums_by_month(tx: Transaction, scope: Scope) -> dict[date, Sums]:
    """What each measure comes to month by month; what is read to date, at each month's end."""
    months = months_of(scope.period)
    if scope.organised.is_even(scope.period):
        by_month = await _months(tx, scope, next(_questions(scope)))
        return standing(by_month, months, scope.to_date)
    by_month = await _months(tx, scope, next(_questions(scope)))
    found = {month: by_month.get(month, {}) for month in months}
    for ends in _ends_alike(scope, months):
        stood = await _stood(tx, scope, ends)
        found |= {month: found[month] | stood[month] for month in stood}
    return found


def _questions(scope: Scope) -> Iterator[Question]:
    """One, if what is read to date is organised as the whole period is; else two."""
    organised, period = scope.organised, scope.period
    if organised.is_even(period):
        yield organised.spans_to_date(scope.unit, period.last), _wanted(scope, Measures.ALL)
        return
    yield organised.spans(scope.unit, period), _wanted(scope, Measures.OF_THE_PERIOD)
    if scope.to_date:
        spans = organised.spans_to_date(scope.unit, period.last)
        yield spans, _wanted(scope, Measures.TO_DATE)


def _wanted(scope: Scope, measures: Measures) -> Wanted:
    return Wanted(since=scope.period.first, to_date=scope.to_date, measures=measures)


def _sliced(spans: Sequence[Span]) -> tuple[list[Part], list[Slice]]:
    """The spans as the store wants them, and what each part of its answer means."""
    parts: dict[Part, int] = {}
    slices = [
        Slice(
            span.unit,
            span.first,
            span.last,
            parts.setdefault((span.row, span.share), len(parts)),
        )
        for span in spans
    ]
    return list(parts), slices


async def _months(tx: Transaction, scope: Scope, question: Question) -> dict[date, Sums]:
    spans, wanted = question
    parts, slices = _sliced(together(spans, scope.unit))
    found: dict[date, Sums] = {}
    for part, month, measure, amount in await tallies.sums_by_month(tx, slices, wanted):
        share = parts[part][1]
        found[month] = added([found.get(month, {}), {measure: share * amount}])
    return found


def _ends_alike(scope: Scope, months: Sequence[date]) -> list[list[date]]:
    """The months in groups whose last days are organised alike."""
    groups: dict[int, list[date]] = {}
    if scope.to_date:
        for month in months:
            there = scope.organised.as_read(_end(scope, month))
            groups.setdefault(id(there), []).append(month)
    return list(groups.values())


async def _stood(tx: Transaction, scope: Scope, months: Sequence[date]) -> dict[date, Sums]:
    spans = scope.organised.spans_to_date(scope.unit, _end(scope, months[-1]))
    by_month = await _months(tx, scope, (spans, _wanted(scope, Measures.TO_DATE)))
    return standing(by_month, months, scope.to_date)


def _end(scope: Scope, month: date) -> date:
    return min(last_of_month(month), scope.period.last)
