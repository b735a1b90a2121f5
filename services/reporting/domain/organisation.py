"""The tree of one day, with a place in it for everything that was ever counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.reporting.domain.figures import UnitLine
from services.reporting.domain.history import Timeline
from services.reporting.domain.lineage import Lineage, Seat, Unallocated
from services.reporting.domain.tree import UnitTree
from shared.kernel.places import UnitCode

Rows = dict[UnitCode, UnitCode]
"""Of every unit below another: through which of its children; itself, if it is the other."""


class Organisation:
    """Who stands where on a day: the living, and what ended units left behind."""

    def __init__(self, history: Timeline, lineage: Lineage, day: date) -> None:
        self.day = day
        self._history = history
        self._lineage = lineage
        self.living = frozenset(u for u in history.chapters if history.chapter(u, day))
        self.tree = UnitTree.of(self._lines())
        self._homes: dict[UnitCode, UnitCode | None] = {}

    def home(self, ended: UnitCode) -> UnitCode | None:
        """Under whom stands what an ended unit left: who is over all that may have got it."""
        if ended not in self._homes:
            self._homes[ended] = self._home(ended, frozenset())
        return self._homes[ended]

    def place(self, seat: Seat) -> UnitCode | None:
        """The living unit a seat is, or stands directly under."""
        return self.home(seat.unit) if isinstance(seat, Unallocated) else seat

    def rows(self, unit: UnitCode) -> Rows:
        """Everything below a unit, by the child through which it is."""
        found: Rows = {unit: unit}
        for child in self.tree.children(unit):
            found |= dict.fromkeys(set(self.tree.below(child)) - found.keys(), child)
        return found

    def row_of(self, seat: Seat, rows: Rows, unit: UnitCode) -> Seat | None:
        """In which row of a unit's report a seat counts; none if it is not below the unit."""
        if not isinstance(seat, Unallocated):
            return rows.get(seat)
        row = rows.get(self.home(seat.unit) or seat.unit)
        return seat if row == unit else row

    def _lines(self) -> Iterator[UnitLine]:
        for unit, told in self._history.chapters.items():
            chapter = self._history.chapter(unit, self.day)
            if chapter is None and self._history.is_to_come(unit, self.day):
                chapter = told[0]
            if chapter is not None:
                parent = self._over(chapter.line.parent, frozenset())
                yield replace(chapter.line, parent=parent)

    def _over(self, parent: UnitCode | None, path: frozenset[UnitCode]) -> UnitCode | None:
        """A parent, or who took over from one that has ended."""
        if parent is None or not self._has_ended(parent):
            return parent
        seats = self._lineage.shares(parent, self.day, on=self.day)
        first = next(iter(seats))
        if len(seats) == 1 and not isinstance(first, Unallocated):
            return first
        return self._inherited(parent, path)

    def _has_ended(self, unit: UnitCode) -> bool:
        history = self._history
        is_known = unit in history.chapters
        return is_known and unit not in self.living and not history.is_to_come(unit, self.day)

    def _inherited(self, ended: UnitCode, path: frozenset[UnitCode]) -> UnitCode | None:
        latest = self._history.latest(ended)
        if latest is None or ended in path:
            return None
        return self._over(latest.line.parent, path | {ended})

    def _home(self, ended: UnitCode, path: frozenset[UnitCode]) -> UnitCode | None:
        if ended in path:
            return self._inherited(ended, frozenset())
        heirs = self._lineage.heirs(ended, self.day, on=self.day)
        places = [
            self._home(heir.unit, path | {ended}) if isinstance(heir, Unallocated) else heir
            for heir in sorted(heirs, key=str)
            if heir != Unallocated(ended)
        ]
        known = [place for place in places if place is not None]
        return self.tree.common(known) or self._inherited(ended, frozenset())
