"""Who has what became of a unit: shares through merges and splits, however many follow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile

from services.reporting.domain.history import Link, Timeline
from shared.kernel.places import UnitCode

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Unallocated:
    """What was counted for a unit that ended, and that no rule gives to anybody."""

    unit: UnitCode


Seat = UnitCode | Unallocated
"""Where a figure stands on a day."""
Path = frozenset[tuple[UnitCode, date]]
"""The changes already followed: a ring of changes on one day ends."""


class Lineage:
    """What was counted for one unit on one day, seen from another day."""

    def __init__(self, history: Timeline) -> None:
        self._history = history
        self._shares: dict[tuple[UnitCode, date, date], Mapping[Seat, Fraction]] = {}

    def shares(self, unit: UnitCode, day: date, *, on: date) -> Mapping[Seat, Fraction]:
        """Who has, `on` a day, how much of what was counted for `unit` on `day`.

        The shares are exact and always sum to one.
        """
        since = self._history.last_day(unit, day)
        if unit not in self._history.links and self._history.chapter(unit, on):
            return {unit: WHOLE}
        key = (unit, since, on)
        if key not in self._shares:
            self._shares[key] = self._followed(unit, since, on=on, path=frozenset())
        return self._shares[key]

    def heirs(self, unit: UnitCode, day: date, *, on: date) -> frozenset[Seat]:
        """Who may have got something of it, whether or not a rule says how much."""
        since = self._history.last_day(unit, day)
        return frozenset(self._reached(unit, since, on=on, path=frozenset()))

    def _followed(
        self, unit: UnitCode, day: date, *, on: date, path: Path
    ) -> dict[Seat, Fraction]:
        links = self._next(unit, day, on)
        if not links:
            return {self._seat(unit, on): WHOLE}
        step = (unit, links[0].effective_on)
        if step in path:
            return {Unallocated(unit): WHOLE}
        if not _is_a_rule(links):
            return {self._undivided(unit, day, on=on, path=path): WHOLE}
        found: dict[Seat, Fraction] = {}
        for link in links:
            for seat, part in self._onward(link, on=on, path=path | {step}).items():
                found[seat] = found.get(seat, Fraction(0)) + part
        return found

    def _onward(self, link: Link, *, on: date, path: Path) -> dict[Seat, Fraction]:
        share = link.share or Fraction(0)
        if link.successor is None:
            return {Unallocated(link.predecessor): share}
        day = self._day_after(link)
        found: dict[Seat, Fraction] = {}
        for seat, part in self._followed(link.successor, day, on=on, path=path).items():
            known = self._known(seat, link)
            found[known] = found.get(known, Fraction(0)) + share * part
        return found

    def _known(self, seat: Seat, link: Link) -> Seat:
        """A unit that ended on the day it began left nothing of its own: it is the former's."""
        if isinstance(seat, Unallocated) and seat.unit not in self._history.chapters:
            return Unallocated(link.predecessor)
        return seat

    def _undivided(self, unit: UnitCode, day: date, *, on: date, path: Path) -> Seat:
        """Nobody's, unless everything has come together again in one unit."""
        reached = set(self._reached(unit, day, on=on, path=path))
        only = reached.pop() if len(reached) == 1 else None
        return Unallocated(unit) if only is None or isinstance(only, Unallocated) else only

    def _reached(self, unit: UnitCode, day: date, *, on: date, path: Path) -> Iterator[Seat]:
        links = self._next(unit, day, on)
        if not links:
            yield self._seat(unit, on)
            return
        step = (unit, links[0].effective_on)
        for link in links:
            if link.successor is None or step in path:
                yield Unallocated(unit)
            else:
                day = self._day_after(link)
                for seat in self._reached(link.successor, day, on=on, path=path | {step}):
                    yield self._known(seat, link)

    def _next(self, unit: UnitCode, day: date, on: date) -> Sequence[Link]:
        """What next became of the unit after a day: all links of one day."""
        later = [x for x in self._history.links.get(unit, ()) if day < x.effective_on <= on]
        return [*takewhile(lambda link: link.effective_on == later[0].effective_on, later)]

    def _day_after(self, link: Link) -> date:
        """From when on a successor is followed; one that itself ended that day, from before."""
        successor = link.successor
        assert successor is not None
        return self._history.last_day(successor, link.effective_on)

    def _seat(self, unit: UnitCode, on: date) -> Seat:
        history = self._history
        is_known = unit in history.chapters
        if not is_known or history.chapter(unit, on) or history.is_to_come(unit, on):
            return unit
        return Unallocated(unit)


def _is_a_rule(links: Sequence[Link]) -> bool:
    shares = [link.share for link in links if link.share is not None]
    return len(shares) == len(links) and sum(shares) == WHOLE
