"""Breaks: the days on which a series stops being comparable, and the reforms that made them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.history import DAY, Link
from services.reporting.domain.lineage import Seat, Unallocated
from services.reporting.domain.organised import AsOrganised, Organised
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A unit that ended or was divided, and where it went: to whom, how much if a rule says."""

    unit: UnitLine
    went_to: tuple[tuple[UnitLine | None, Fraction | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reform:
    """What changed on one day among the units a report is made of."""

    day: date
    bases: tuple[str, ...]
    ended: tuple[Ended, ...]
    moved: tuple[UnitLine, ...]


def breaks(organised: Organised, unit: UnitCode, period: Period) -> tuple[date, ...]:
    """The days in a period from which on a unit's figures are not those of the same whole.

    As organised then: whatever crossed the unit's border. As organised now: what a change
    divided without a rule, if the unit may have got a part of it.
    """
    days = _changes(organised, period.first, period.last)
    is_broken = _undivided if organised.view is AsOrganised.NOW else _crossed
    return tuple(day for day in days if is_broken(organised, unit, day))


def reforms(organised: Organised, unit: UnitCode, period: Period) -> tuple[Reform, ...]:
    """What a reader must know of: changes in the period, or since, that touched the unit."""
    is_now = organised.view is AsOrganised.NOW
    last = organised.history.today if is_now else period.last
    found = (_reform(organised, unit, day) for day in _changes(organised, period.first, last))
    return tuple(reform for reform in found if reform.ended or reform.moved)


def _changes(organised: Organised, first: date, last: date) -> Sequence[date]:
    return [day for day in organised.history.changes if first < day <= last]


def _crossed(organised: Organised, unit: UnitCode, day: date) -> bool:
    before, after = organised.on(day - DAY), organised.on(day)
    was, became = set(before.tree.below(unit)) & before.living, after.rows(unit)
    return any(
        _part(organised, source, day, within=became) != (source in was)
        for source in before.living
    )


def _part(
    organised: Organised, source: UnitCode, day: date, *, within: dict[UnitCode, UnitCode]
) -> Fraction:
    """How much of what a unit was before a day is within another after it."""
    after = organised.on(day)
    shares = organised.lineage.shares(source, day - DAY, on=after.day)
    return sum(
        (share for seat, share in shares.items() if after.place(seat) in within), Fraction(0)
    )


def _undivided(organised: Organised, unit: UnitCode, day: date) -> bool:
    now = organised.on(organised.history.today)
    within = now.rows(unit)
    for seat, source in _left_behind(organised, day):
        heirs = organised.lineage.heirs(source, day - DAY, on=now.day)
        may_have_some = any(now.place(heir) in within for heir in heirs)
        if may_have_some and now.place(seat) not in within:
            return True
    return False


def _left_behind(organised: Organised, day: date) -> Iterator[tuple[Seat, UnitCode]]:
    """What the changes of a day left to nobody, with the unit whose it was."""
    now = organised.history.today
    for source in organised.history.links:
        if _links_on(organised, source, day):
            for seat in organised.lineage.shares(source, day - DAY, on=now):
                if isinstance(seat, Unallocated):
                    yield seat, source


def _links_on(organised: Organised, source: UnitCode, day: date) -> list[Link]:
    return [x for x in organised.history.links.get(source, ()) if x.effective_on == day]


def _reform(organised: Organised, unit: UnitCode, day: date) -> Reform:
    before, after = organised.on(day - DAY), organised.on(day)
    touched = {*before.tree.below(unit), *after.tree.below(unit)}
    touched |= _sources(organised, unit, on=day)
    if organised.view is AsOrganised.NOW:
        touched |= _sources(organised, unit, on=organised.history.today)
    gone = before.living - after.living
    linked = [code for code in sorted(touched) if code in organised.history.links]
    ended = [
        _ended(organised, code, day)
        for code in sorted(touched)
        if code in gone or _links_on(organised, code, day)
    ]
    moved = sorted(touched & before.living & after.living)
    changed = [
        c for c in moved if _parent(organised, c, day - DAY) != _parent(organised, c, day)
    ]
    links = [link for code in linked for link in _links_on(organised, code, day)]
    bases = {link.basis for link in links} | {_basis(organised, code, day) for code in changed}
    return Reform(
        day=day,
        bases=tuple(sorted(basis for basis in bases if basis)),
        ended=tuple(one for one in ended if one is not None),
        moved=tuple(after.tree.units[code] for code in changed),
    )


def _sources(organised: Organised, unit: UnitCode, *, on: date) -> set[UnitCode]:
    """The former units of which something may have come to a unit by a day."""
    there = organised.on(on)
    within = there.rows(unit)
    return {
        source
        for source, links in organised.history.links.items()
        for link in links
        if link.effective_on <= on
        for heir in organised.lineage.heirs(source, link.effective_on - DAY, on=there.day)
        if there.place(heir) in within
    }


def _ended(organised: Organised, code: UnitCode, day: date) -> Ended | None:
    line = _known(organised, code, day - DAY)
    if line is None:
        return None
    went = [
        (_known(organised, x.successor, day) if x.successor else None, x.share)
        for x in _links_on(organised, code, day)
    ]
    return Ended(unit=line, went_to=tuple(went))


def _known(organised: Organised, code: UnitCode, day: date) -> UnitLine | None:
    chapter = organised.history.chapter(code, day) or organised.history.latest(code)
    return chapter.line if chapter else None


def _parent(organised: Organised, code: UnitCode, day: date) -> UnitCode | None:
    return organised.on(day).tree.units[code].parent


def _basis(organised: Organised, code: UnitCode, day: date) -> str:
    chapter = organised.history.chapter(code, day)
    return chapter.basis if chapter and chapter.valid_from == day else ""
