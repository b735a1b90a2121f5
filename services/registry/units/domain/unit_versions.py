"""Chapters: a unit's history folded from what was told of it and how it changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from services.registry.units.domain.changes import (
    ENDING,
    ChangeKind,
    Part,
    Seat,
    UnitChange,
    in_order,
)
from services.registry.units.domain.units import Unit, UnitVersion
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What became of a unit on a day; no successor: nobody took over."""

    predecessor: UnitCode
    successor: UnitCode | None
    effective_on: date
    kind: ChangeKind
    share: Fraction | None
    basis: str


def chapters_of(
    code: UnitCode, told: Iterable[Unit], changes: Iterable[UnitChange]
) -> list[UnitVersion]:
    """Everything one unit was, by day; chapters never overlap, and each lasts a day or more."""
    established = {unit.valid_from: unit for unit in told if unit.code == code}
    concerned = [one for one in in_order(changes) if code in one.touched]
    days = sorted(established.keys() | {one.effective_on for one in concerned})
    states: list[tuple[date, Unit | None]] = []
    state: Unit | None = None
    for day in days:
        state = established.get(day, state)
        for change in concerned:
            if change.effective_on == day:
                state = _changed(code, state, change)
        if any(c.effective_on == day and code in c.ended for c in concerned):
            state = None
        states.append((day, state and replace(state, valid_from=day)))
    return _dated(states)


def links_of(code: UnitCode, changes: Iterable[UnitChange]) -> list[Link]:
    """What became of a unit by every change that took something from it."""
    taken = (c for c in in_order(changes) if c.kind in ENDING and code in c.sources)
    return [link for change in taken for link in _links(code, change)]


def _changed(code: UnitCode, state: Unit | None, change: UnitChange) -> Unit | None:
    for part in change.parts_of(code):
        state = _begun(state, part, change) if part.begins else _edited(state, part, change)
    return state


def _begun(state: Unit | None, part: Part, change: UnitChange) -> Unit | None:
    draft = part.begins
    if draft is None:
        return state
    return Unit(
        code=part.unit,
        parent=draft.parent,
        host=draft.host,
        kind=draft.kind,
        vi=draft.vi,
        en=draft.en,
        valid_from=change.effective_on,
        made_up=draft.made_up,
        sector_parent=draft.sector_parent,
        gso_code=draft.gso_code,
        eid=draft.eid,
        basis=change.basis,
    )


def _edited(state: Unit | None, part: Part, change: UnitChange) -> Unit | None:
    names = ("vi", "en", "parent", "sector_parent", "host")
    told = {name: getattr(part, name) for name in names if getattr(part, name) is not None}
    if state is None or not told:
        return state
    return replace(state, **told, basis=change.basis)


def _dated(states: list[tuple[date, Unit | None]]) -> list[UnitVersion]:
    first = states[:1]
    turns = first + [b for a, b in pairwise(states) if not _same(a[1], b[1])]
    ends: list[date | None] = [*(day for day, _ in turns[1:]), None]
    return [
        UnitVersion(unit=unit, valid_to=end)
        for (_, unit), end in zip(turns, ends, strict=False)
        if unit is not None
    ]


def _same(a: Unit | None, b: Unit | None) -> bool:
    return _still(a) == _still(b)


def _still(unit: Unit | None) -> Unit | None:
    return unit and replace(unit, valid_from=date.min)


def _links(code: UnitCode, change: UnitChange) -> Iterator[Link]:
    targets = [part for part in change.parts if part.seat is Seat.TARGET]
    heirs: list[tuple[UnitCode | None, Fraction | None]]
    heirs = [(part.unit, _share(change, part)) for part in targets]
    for successor, share in heirs or [(None, None)]:
        yield Link(
            predecessor=code,
            successor=successor,
            effective_on=change.effective_on,
            kind=change.kind,
            share=share,
            basis=change.basis,
        )


def _share(change: UnitChange, part: Part) -> Fraction | None:
    return Fraction(1) if change.kind is ChangeKind.MERGE else part.share
