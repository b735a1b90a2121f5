"""The history of units as far as it has come to pass: chapters, and what became of whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from services.reporting.domain.figures import UnitLine
from shared.kernel.places import UnitCode

DAY = timedelta(days=1)
Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitVersion:
    """A unit as it was from one day on; `valid_to` is the first day it no longer was."""

    line: UnitLine
    valid_from: date
    valid_to: date | None = None
    basis: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the unit was organised so on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Who took over how much of what a unit had been; no share where no rule divides it."""

    predecessor: UnitCode
    successor: UnitCode | None
    effective_on: date
    share: Fraction | None
    change: str = "split"
    basis: str = ""


class Timeline:
    """Every unit's chapters and links; what is planned for days to come has no part in it."""

    def __init__(
        self, chapters: Iterable[UnitVersion], links: Iterable[Link], *, today: date
    ) -> None:
        self.today = today
        self.chapters = _chapters(chapters, today)
        self.links = _links(links, today)
        begun = [one.valid_from for told in self.chapters.values() for one in told]
        self.first_day = min(begun, default=date.min)
        self.changes = self._changes()

    def chapter(self, unit: UnitCode, day: date) -> UnitVersion | None:
        """The unit as it was on a day; days before the first known one are like that one."""
        known = max(day, self.first_day)
        told = self.chapters.get(unit, ())
        return next((one for one in told if one.holds_on(known)), None)

    def latest(self, unit: UnitCode) -> UnitVersion | None:
        """The unit's last chapter, ended or not."""
        told = self.chapters.get(unit, ())
        return told[-1] if told else None

    def is_to_come(self, unit: UnitCode, day: date) -> bool:
        """Whether the unit is known, but only from a later day on."""
        told = self.chapters.get(unit, ())
        return bool(told) and max(day, self.first_day) < told[0].valid_from

    def last_day(self, unit: UnitCode, day: date) -> date:
        """The day itself, or the last day before it on which the unit was."""
        if unit not in self.chapters and unit in self.links:
            return min(day, self.links[unit][0].effective_on - DAY)  # it ended as it began
        ends = [
            one.valid_to
            for one in self.chapters.get(unit, ())
            if one.valid_to is not None and one.valid_to <= day
        ]
        if not ends or self.chapter(unit, day) is not None:
            return day
        return max(ends) - DAY

    def stretches(self, first: date, last: date) -> tuple[Days, ...]:
        """The days from `first` to `last`, cut wherever anything changed."""
        inside = [day for day in self.changes if first < day <= last]
        return _cut(first, last, inside)

    def stretches_of(self, unit: UnitCode, first: date, last: date) -> tuple[Days, ...]:
        """The same, cut only where what became of this unit's figures depends on the day."""
        if unit not in self.links:
            return ((first, last),)
        own = {link.effective_on for link in self.links[unit]}
        for told in self.chapters.get(unit, ()):
            own |= {told.valid_from} | ({told.valid_to} if told.valid_to else set())
        return _cut(first, last, sorted(day for day in own if first < day <= last))

    def _changes(self) -> tuple[date, ...]:
        told = [one for chapters in self.chapters.values() for one in chapters]
        days = {one.valid_from for one in told}
        days |= {one.valid_to for one in told if one.valid_to}
        days |= {link.effective_on for links in self.links.values() for link in links}
        return tuple(sorted(day for day in days if day > self.first_day))


def _cut(first: date, last: date, inside: Iterable[date]) -> tuple[Days, ...]:
    starts = [first, *inside, last + DAY if last < date.max else last]
    return tuple((a, b - DAY if b <= last else last) for a, b in pairwise(starts))


def _chapters(
    chapters: Iterable[UnitVersion], today: date
) -> Mapping[UnitCode, tuple[UnitVersion, ...]]:
    by_unit: dict[UnitCode, list[UnitVersion]] = {}
    for one in chapters:
        if one.valid_from <= today:
            known = one.valid_to if one.valid_to and one.valid_to <= today else None
            by_unit.setdefault(one.line.code, []).append(replace(one, valid_to=known))
    return {
        unit: tuple(sorted(told, key=lambda one: one.valid_from))
        for unit, told in sorted(by_unit.items())
    }


def _links(links: Iterable[Link], today: date) -> Mapping[UnitCode, tuple[Link, ...]]:
    by_unit: dict[UnitCode, list[Link]] = {}
    for link in links:
        if link.effective_on <= today:
            by_unit.setdefault(link.predecessor, []).append(link)
    return {
        unit: tuple(sorted(told, key=lambda one: (one.effective_on, one.successor or "")))
        for unit, told in by_unit.items()
    }
