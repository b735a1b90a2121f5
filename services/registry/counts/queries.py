"""What was counted: model figures, pledges and commitments, to those who may read of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from services.registry.counts import store
from services.registry.counts.domain import (
    By,
    CommitmentCount,
    FieldSum,
    ModelFigures,
    Period,
    PledgeCount,
    sums_by_field,
)
from services.registry.models import store as model_units
from services.registry.org.queries import Viewer
from services.registry.units.domain.unit_names import UnitName
from services.registry.units.store import list_heads
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The reports of one period, with what they add up to."""

    periods: Sequence[Period]
    period: Period | None
    reports: Sequence[ModelFigures]
    sums: Sequence[FieldSum]
    names: Mapping[str, UnitName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Pledges and commitments of a year."""

    pledges: Sequence[PledgeCount]
    commitments: Sequence[CommitmentCount]
    names: Mapping[str, UnitName]


class OfUnit(Protocol):
    """Something that belongs to a unit."""

    @property
    def unit(self) -> str:
        """The code of the unit."""


Told = TypeVar("Told", bound=OfUnit)


async def figures_shown(
    tx: Transaction, viewer: Viewer, *, period: Period | None = None
) -> Reported:
    """The reports of a period, or of the latest there is."""
    all_reports = await store.list_figures(tx)
    readable = await _readable(tx, viewer, all_reports)
    periods = sorted({report.period for report in readable}, reverse=True)
    chosen = period or next(iter(periods), None)
    reports = [report for report in readable if report.period == chosen]
    return Reported(
        periods=periods,
        period=chosen,
        reports=reports,
        sums=sums_by_field(reports),
        names=await _names(tx, viewer, reports),
    )


async def promises_shown(
    tx: Transaction, viewer: Viewer, *, year: int, unit: str = ""
) -> Promised:
    """The pledges and commitments of a year, of one unit or of all one may read of."""
    units = [unit] if unit else None
    all_pledges = await store.list_pledges(tx, year=year, units=units)
    all_commitments = await store.list_commitments(tx, year=year, units=units)
    pledges = await _readable(tx, viewer, all_pledges)
    commitments = await _readable(tx, viewer, all_commitments)
    names = await _names(tx, viewer, [*pledges, *commitments])
    return Promised(pledges=pledges, commitments=commitments, names=names)


async def pledges_of(
    tx: Transaction, unit: str, *, year: int, theme: str
) -> PledgeCount | None:
    """The standing count of one unit, year and theme."""
    return await store.find_pledges(tx, unit=unit, year=year, theme=theme)


async def heads_of(tx: Transaction, unit: str, day: date) -> int | None:
    """How many people the unit had when they were last counted, on a day or before it."""
    counts = [count for count in await list_heads(tx, unit) if count.counted_on <= day]
    return max(counts, key=lambda count: count.counted_on).heads if counts else None


async def commitments_of(
    tx: Transaction, unit: str, *, year: int, theme: str, by: By
) -> CommitmentCount | None:
    """The standing count of one unit, year, theme and kind."""
    return await store.find_commitments(tx, unit=unit, year=year, theme=theme, by=by)


async def _readable(tx: Transaction, viewer: Viewer, counts: Sequence[Told]) -> Sequence[Told]:
    scope = await viewer.scope(tx, Right.READ)
    return [count for count in counts if count.unit in scope]


async def _names(
    tx: Transaction, viewer: Viewer, counts: Iterable[OfUnit]
) -> Mapping[str, UnitName]:
    units = {count.unit for count in counts}
    return await model_units.list_names(tx, units, day=viewer.today)
