"""Figures of a unit in a period, rolled up by the tree of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.figures import Figure, Period, UnitLine
from services.reporting.domain.rollup import added, completeness, figure, standing
from services.reporting.domain.tree import UnitTree
from services.reporting.store import archive, continuity, tallies
from shared.chassis.database import Transaction
from shared.chassis.histories import KnownChapter, list_chapters
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import NotFound

MonthCount = tuple[date, int, int | None]


class UnitUnknown(NotFound):
    """Nút này chưa biết đơn vị mang mã đó. Xem danh sách tại /api/registry/v1/units.
    This node knows no unit of that code. See the list at /api/registry/v1/units.
    """


@dataclass(frozen=True, slots=True)
class Heard:
    """Which nodes have told facts of a period, and when each was last heard of."""

    nodes: frozenset[str]
    last: Mapping[str, datetime]

    def oldest(self, among: Sequence[UnitCode]) -> datetime | None:
        """How fresh a figure of these nodes is: as fresh as the one heard of longest ago."""
        moments = [self.last[code] for code in among if code in self.last]
        return min(moments) if moments else None


async def unit_lines(tx: Transaction) -> list[UnitLine]:
    """Every unit this node knows."""
    newest = {chapter.unit: chapter for chapter in await list_chapters(tx)}
    return [_line(chapter) for chapter in newest.values()]


async def child_units(tx: Transaction, unit: UnitCode) -> list[UnitLine]:
    """The units directly below one."""
    tree = UnitTree.of(await unit_lines(tx))
    return [tree.units[code] for code in tree.children(unit)]


async def known_span(tx: Transaction) -> tuple[date, date] | None:
    """The first and last day with figures."""
    return await tallies.span(tx)


async def figures(
    tx: Transaction, unit: UnitCode, *, period: Period, catalogue: Catalogue
) -> list[Figure]:
    """Every indicator of a unit in a period.

    Raises:
        UnitUnknown: if this node has not heard of the unit.

    """
    tree = await _tree(tx, unit)
    sums = await tallies.sums_by_unit(tx, tree.below(unit), period, to_date=catalogue.to_date)
    return _figures(
        unit,
        tree,
        catalogue=catalogue,
        sums=sums,
        heard=await _heard(tx, period),
        period=period,
    )


async def figures_by_child(
    tx: Transaction, unit: UnitCode, *, period: Period, catalogue: Catalogue
) -> list[tuple[UnitLine, list[Figure]]]:
    """Every indicator of each unit directly below one, by code of the unit."""
    tree = await _tree(tx, unit)
    sums = await tallies.sums_by_unit(tx, tree.below(unit), period, to_date=catalogue.to_date)
    heard = await _heard(tx, period)
    return [
        (
            tree.units[c],
            _figures(c, tree, catalogue=catalogue, sums=sums, heard=heard, period=period),
        )
        for c in tree.children(unit)
    ]


async def monthly(
    tx: Transaction, unit: UnitCode, *, period: Period, catalogue: Catalogue
) -> dict[str, list[MonthCount]]:
    """Numerator and denominator of every indicator by month of the period."""
    tree = await _tree(tx, unit)
    found = await tallies.sums_by_month(tx, tree.below(unit), period, to_date=catalogue.to_date)
    months = _months(period)
    found = standing(found, months, catalogue.to_date)
    return {
        indicator.code: [
            (
                month,
                _sum(found.get(month, {}), indicator.numerator),
                None
                if indicator.denominator is None
                else _sum(found.get(month, {}), indicator.denominator),
            )
            for month in months
        ]
        for indicator in catalogue.indicators
    }


def _months(period: Period) -> list[date]:
    months, month = [], period.first.replace(day=1)
    while month <= period.last:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months


def _sum(sums: Mapping[str, int], measures: Sequence[str]) -> int:
    return sum(sums.get(measure, 0) for measure in measures)


async def _tree(tx: Transaction, unit: UnitCode) -> UnitTree:
    tree = UnitTree.of(await unit_lines(tx))
    if unit not in tree.units:
        raise UnitUnknown
    return tree


async def _heard(tx: Transaction, period: Period) -> Heard:
    last = await archive.last_heard(tx)
    for track in await continuity.all_tracks(tx):
        node = track.path.rsplit("/", 1)[-1]
        if track.heard_at:
            last[node] = max(track.heard_at, last.get(node, track.heard_at))
    return Heard(await archive.reporting_nodes(tx, period.first, period.last), last)


def _figures(
    unit: UnitCode,
    tree: UnitTree,
    *,
    catalogue: Catalogue,
    sums: Mapping[UnitCode, Mapping[str, int]],
    heard: Heard,
    period: Period,
) -> list[Figure]:
    total = added(sums.get(code, {}) for code in tree.below(unit))
    reporters = tree.reporters(unit)
    told = [code for code in reporters if code in heard.nodes]
    return [
        figure(
            indicator,
            total,
            whole=completeness(reporters, told),
            fresh_at=heard.oldest(reporters),
            until=period.last,
        )
        for indicator in catalogue.indicators
    ]


def _line(unit: KnownChapter) -> UnitLine:
    return UnitLine(
        code=UnitCode(unit.unit),
        vi=unit.vi,
        en=unit.en,
        kind=unit.kind,
        parent=UnitCode(unit.parent) if unit.parent else None,
        host=PlaceCode(unit.host),
        made_up=unit.made_up,
    )
