"""Figures as units were organised then, and as they are organised now."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.history import DAY, Days, Timeline
from services.reporting.domain.lineage import Lineage, Seat, Unallocated
from services.reporting.domain.organisation import Organisation
from shared.kernel.places import UnitCode


class AsOrganised(StrEnum):
    """By which organisation figures are drawn."""

    THEN = "then"
    NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A share of what was counted for a unit on these days belongs in a row of a report."""

    unit: UnitCode
    first: date
    last: date
    row: Seat
    share: Fraction = Fraction(1)


class Reporters:
    """The lowest nodes whose facts each row is made of; where there is none, its hosts."""

    def __init__(self) -> None:
        self._nodes: dict[Seat, set[str]] = {}
        self._hosts: dict[Seat, set[str]] = {}

    def add(self, row: Seat, source: UnitLine, *, is_node: bool) -> None:
        """Note that what a unit counted belongs in a row."""
        if is_node:
            self._nodes.setdefault(row, set()).add(source.code)
        elif source.host is not None:
            self._hosts.setdefault(row, set()).add(source.host)

    def of(self, rows: Iterable[Seat]) -> list[UnitCode]:
        """Who should have told of some rows together."""
        wanted = list(rows)
        nodes = {node for row in wanted for node in self._nodes.get(row, ())}
        hosts = {host for row in wanted for host in self._hosts.get(row, ())}
        return [UnitCode(code) for code in sorted(nodes or hosts)]

    @property
    def rows(self) -> frozenset[Seat]:
        """The rows anybody should have told of."""
        return frozenset(self._nodes) | frozenset(self._hosts)


class Sharing:
    """How much of what was counted for a unit on a day belongs in a report."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: dict[UnitCode, list[Span]] = {}
        for span in spans:
            self._spans.setdefault(span.unit, []).append(span)

    @property
    def units(self) -> frozenset[UnitCode]:
        """The units of which anything belongs in it."""
        return frozenset(self._spans)

    def share(self, unit: UnitCode, day: date) -> Fraction:
        """Nothing, a part, or the whole."""
        spans = self._spans.get(unit, ())
        return sum((x.share for x in spans if x.first <= day <= x.last), Fraction(0))


class Organised:
    """One view of the units, for any unit and period."""

    def __init__(self, history: Timeline, view: AsOrganised) -> None:
        self.history = history
        self.view = view
        self.lineage = Lineage(history)
        self._since: dict[int, Organisation] = {}

    def on(self, day: date) -> Organisation:
        """Who stands where on a day; days to come are organised as today."""
        known = min(max(day, self.history.first_day), self.history.today)
        nth = bisect_right(self.history.changes, known)
        if nth not in self._since:
            self._since[nth] = Organisation(self.history, self.lineage, known)
        return self._since[nth]

    def as_read(self, day: date) -> Organisation:
        """By which organisation what was counted on a day is read."""
        return self.on(self.history.today if self.view is AsOrganised.NOW else day)

    def spans(self, unit: UnitCode, period: Period) -> list[Span]:
        """What was counted in a period, by the row of the unit's report it belongs in."""
        if self.view is AsOrganised.NOW:
            return self._through(self.on(self.history.today), unit, (period.first, period.last))
        found: list[Span] = []
        for days in self.history.stretches(period.first, period.last):
            found += self._through(self.on(days[0]), unit, days)
        return merged(found)

    def spans_to_date(self, unit: UnitCode, last: date) -> list[Span]:
        """What was counted up to a day, by the organisation of that day or of now."""
        return self._through(self.as_read(last), unit, (date.min, last))

    def is_even(self, period: Period) -> bool:
        """Whether all days of the period are read by one organisation."""
        is_now = self.view is AsOrganised.NOW
        return is_now or len(self.history.stretches(period.first, period.last)) == 1

    def left_over(self, row: Seat) -> UnitLine | None:
        """The name of a row that is none of the units below: what an ended unit left."""
        code = row.unit if isinstance(row, Unallocated) else row
        latest = self.history.latest(code)
        if latest is None:
            return None
        return replace(latest.line, is_unallocated=isinstance(row, Unallocated))

    def lines(self, unit: UnitCode, period: Period) -> list[UnitLine]:
        """The units directly below, each with its days in the period, by code."""
        found: dict[UnitCode, list[tuple[Days, UnitLine]]] = {}
        for days in self._listed(period):
            organisation = self.as_read(days[0])
            for child in organisation.tree.children(unit):
                if child in organisation.living:
                    line = organisation.tree.units[child]
                    found.setdefault(child, []).append((days, line))
        return [_line(told, period) for _, told in sorted(found.items())]

    def reporters(self, unit: UnitCode, period: Period) -> Reporters:
        """Who should have told the facts each row is made of."""
        found = Reporters()
        for days in self._listed(period):
            there, read = self.on(days[0]), self.as_read(days[0])
            rows, lowest = read.rows(unit), there.tree.lowest_nodes()
            for source in there.living:
                for seat in self.lineage.shares(source, days[0], on=read.day):
                    row = read.row_of(seat, rows, unit)
                    if row is not None:
                        found.add(row, there.tree.units[source], is_node=source in lowest)
        return found

    def named(self, unit: UnitCode, period: Period) -> UnitLine | None:
        """The unit as the period knew it last, or as it is now; none if there is none."""
        for days in reversed(self._listed(period)):
            organisation = self.as_read(days[0])
            if unit in organisation.living:
                return organisation.tree.units[unit]
        return None

    def units(self, period: Period) -> list[UnitLine]:
        """Every unit there is in a period, as the period knew it last."""
        found: dict[UnitCode, UnitLine] = {}
        for days in self._listed(period):
            there = self.as_read(days[0])
            found |= {code: there.tree.units[code] for code in there.living}
        return [found[code] for code in sorted(found)]

    def _listed(self, period: Period) -> Sequence[Days]:
        """The stretches of a period that have begun; of one yet to come, its first."""
        stretches = self.history.stretches(period.first, period.last)
        return [days for days in stretches if days[0] <= self.history.today] or stretches[:1]

    def _through(self, read: Organisation, unit: UnitCode, within: Days) -> list[Span]:
        rows = read.rows(unit)
        return merged(
            Span(unit=source, first=days[0], last=days[1], row=row, share=share)
            for source in (*self.history.chapters, *self._unknown(unit))
            for days in self.history.stretches_of(source, *within)
            for seat, share in self.lineage.shares(source, days[0], on=read.day).items()
            if (row := read.row_of(seat, rows, unit)) is not None
        )

    def _unknown(self, unit: UnitCode) -> tuple[UnitCode, ...]:
        """A unit nobody has told of has a report of its own figures, and stands nowhere."""
        return () if unit in self.history.chapters else (unit,)


def together(spans: Iterable[Span], unit: UnitCode) -> list[Span]:
    """The same in one single row, with as few spans as possible."""
    return merged(replace(span, row=unit) for span in spans)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same with as few spans as possible: neighbours of one row and share are one."""
    shares: dict[tuple[UnitCode, Seat, date, date], Fraction] = {}
    for one in spans:
        key = (one.unit, one.row, one.first, one.last)
        shares[key] = shares.get(key, Fraction(0)) + one.share
    added = [
        Span(unit=unit, row=row, first=first, last=last, share=share)
        for (unit, row, first, last), share in shares.items()
    ]
    order = sorted(added, key=lambda span: (span.unit, str(span.row), span.share, span.first))
    return list(_merged(order))


def _merged(order: Sequence[Span]) -> Iterator[Span]:
    open_: Span | None = None
    for span in order:
        if open_ is not None and _goes_on(open_, span):
            open_ = replace(open_, last=span.last)
            continue
        if open_ is not None:
            yield open_
        open_ = span
    if open_ is not None:
        yield open_


def _goes_on(one: Span, following: Span) -> bool:
    same = (one.unit, one.row, one.share) == (following.unit, following.row, following.share)
    return same and one.last + DAY == following.first


def _line(told: Sequence[tuple[Days, UnitLine]], period: Period) -> UnitLine:
    (first, _), (_, last) = told[0][0], told[-1][0]
    return replace(
        told[-1][1],
        since=first if first > period.first else None,
        until=last if last < period.last else None,
    )
