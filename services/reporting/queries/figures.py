"""Figures of a unit in a period, rolled up by the tree of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.figures import Amount, Figure, Period, UnitLine
from services.reporting.domain.lineage import Seat
from services.reporting.domain.organised import Organised, Reporters
from services.reporting.domain.rollup import added, amount_of, completeness, figure
from services.reporting.queries.sums import Scope, Sums, sums_by_month, sums_by_row
from services.reporting.queries.units import UnitUnknown
from services.reporting.store import archive, continuity, tallies
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

MonthCount = tuple[date, Amount, Amount | None]


@dataclass(frozen=True, slots=True)
class Heard:
    """Which nodes have told facts of a period, and when each was last heard of."""

    nodes: frozenset[str]
    last: Mapping[str, datetime]

    def oldest(self, among: Sequence[UnitCode]) -> datetime | None:
        """How fresh a figure of these nodes is: as fresh as the one heard of longest ago."""
        moments = [self.last[code] for code in among if code in self.last]
        return min(moments) if moments else None


async def known_span(tx: Transaction) -> tuple[date, date] | None:
    """The first and last day with figures."""
    return await tallies.span(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Every indicator of a unit, and of each row of its report, by code of the unit."""

    own: list[Figure]
    children: list[tuple[UnitLine, list[Figure]]]


async def figures(
    tx: Transaction,
    unit: UnitCode,
    *,
    period: Period,
    catalogue: Catalogue,
    organised: Organised,
) -> Reported:
    """Every indicator of a unit in a period, and of each unit directly below it.

    Raises:
        UnitUnknown: if this node has not heard of the unit.

    """
    _refuse_stranger(unit, organised)
    scope = Scope(unit=unit, period=period, organised=organised, to_date=catalogue.to_date)
    counting = _Counting(
        catalogue=catalogue,
        period=period,
        heard=await _heard(tx, period),
        sums=await sums_by_row(tx, scope),
        reporters=organised.reporters(unit, period),
    )
    rows = _rows(unit, organised, period=period, sums=counting.sums)
    return Reported(
        own=counting.figures(*counting.sums.keys() | counting.reporters.rows, named=unit),
        children=[(line, counting.figures(row, named=line.code)) for row, line in rows],
    )


async def monthly(
    tx: Transaction,
    unit: UnitCode,
    *,
    period: Period,
    catalogue: Catalogue,
    organised: Organised,
) -> dict[str, list[MonthCount]]:
    """Numerator and denominator of every indicator by month of the period."""
    _refuse_stranger(unit, organised)
    scope = Scope(unit=unit, period=period, organised=organised, to_date=catalogue.to_date)
    found = await sums_by_month(tx, scope)
    return {
        indicator.code: [
            (
                month,
                amount_of(sums, indicator.numerator),
                None
                if indicator.denominator is None
                else amount_of(sums, indicator.denominator),
            )
            for month, sums in found.items()
        ]
        for indicator in catalogue.indicators
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """What figures are made of, once it has been read."""

    catalogue: Catalogue
    period: Period
    heard: Heard
    sums: Mapping[Seat, Sums]
    reporters: Reporters

    def figures(self, *rows: Seat, named: UnitCode) -> list[Figure]:
        """Every indicator of some rows together."""
        total = added(self.sums.get(row, {}) for row in rows)
        expected = self.reporters.of(rows) or [named]
        told = [code for code in expected if code in self.heard.nodes]
        return [
            figure(
                indicator,
                total,
                whole=completeness(expected, told),
                fresh_at=self.heard.oldest(expected),
                until=self.period.last,
            )
            for indicator in self.catalogue.indicators
        ]


def _rows(
    unit: UnitCode, organised: Organised, *, period: Period, sums: Mapping[Seat, Sums]
) -> list[tuple[Seat, UnitLine]]:
    """The units directly below, and what ended units left here, if it is anything."""
    listed: dict[Seat, UnitLine] = {line.code: line for line in organised.lines(unit, period)}
    left: dict[Seat, UnitLine] = {
        row: line
        for row, found in sums.items()
        if row not in listed
        and row != unit
        and any(found.values())
        and (line := organised.left_over(row))
    }
    return sorted((listed | left).items(), key=lambda pair: pair[1].code)


def _refuse_stranger(unit: UnitCode, organised: Organised) -> None:
    if unit not in organised.history.chapters:
        raise UnitUnknown


async def _heard(tx: Transaction, period: Period) -> Heard:
    last = await archive.last_heard(tx)
    for track in await continuity.all_tracks(tx):
        node = track.path.rsplit("/", 1)[-1]
        if track.heard_at:
            last[node] = max(track.heard_at, last.get(node, track.heard_at))
    return Heard(await archive.reporting_nodes(tx, period.first, period.last), last)
