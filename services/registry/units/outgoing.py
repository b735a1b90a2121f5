"""How registry puts who is who into the published language."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from services.registry.units.domain.changes import ChangeKind, Part, Seat, UnitChange
from services.registry.units.domain.unit_versions import Link
from services.registry.units.domain.units import Unit, UnitVersion
from shared.chassis.outbox import OutgoingEvent
from shared.events.envelope import Event
from shared.events.registry import ToldChapter, ToldLink, UnitChaptersTold, UnitEstablished
from shared.events.subjects import Reach
from shared.events.units import (
    BegunUnit,
    ChangedChild,
    HeadCountTold,
    TakingOver,
    UnitAbolished,
    UnitChangeUndone,
    UnitMoved,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
)
from shared.kernel.places import Place, UnitCode


def unit_established(unit: Unit, *, now: datetime) -> OutgoingEvent:
    """That a unit exists, told to everyone below."""
    event = UnitEstablished(
        unit=unit.code,
        parent=unit.parent,
        host=unit.host,
        kind=unit.kind,
        vi=unit.vi,
        en=unit.en,
        valid_from=unit.valid_from,
        made_up=unit.made_up,
        sector_parent=unit.sector_parent,
        gso_code=unit.gso_code,
        eid=unit.eid,
        basis=unit.basis,
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.DOWN)


def history_of(
    code: UnitCode, chapters: Iterable[UnitVersion], links: Iterable[Link]
) -> UnitChaptersTold:
    """The whole history of a unit."""
    return UnitChaptersTold(
        unit=code, chapters=tuple(map(_chapter, chapters)), went_to=tuple(map(_link, links))
    )


def heads_told(unit: UnitCode, day: date, heads: int, *, now: datetime) -> OutgoingEvent:
    """How many people a unit had on a day, told to everyone above."""
    event = HeadCountTold(unit=unit, counted_on=day, heads=heads)
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.UP)


def _chapter(chapter: UnitVersion) -> ToldChapter:
    unit = chapter.unit
    return ToldChapter(
        valid_from=unit.valid_from,
        valid_to=chapter.valid_to,
        parent=unit.parent,
        sector_parent=unit.sector_parent,
        host=unit.host,
        kind=unit.kind,
        vi=unit.vi,
        en=unit.en,
        made_up=unit.made_up,
        basis=unit.basis,
    )


def _link(link: Link) -> ToldLink:
    share = link.share
    return ToldLink(
        effective_on=link.effective_on,
        successor=link.successor,
        change=link.kind.value,
        share=share and (share.numerator, share.denominator),
        basis=link.basis,
    )


DRAFT = ("kind", "vi", "en", "parent", "host", "sector_parent", "gso_code", "eid", "made_up")


def change_told(change: UnitChange, place: Place) -> list[OutgoingEvent]:
    """A change, told down to all below and up to all above."""
    return both_ways(event_of(change), place, at=change.stated_at)


def undoing_told(change: UnitChange, place: Place, *, now: datetime) -> list[OutgoingEvent]:
    """That a change will not be."""
    return both_ways(UnitChangeUndone(change=change.id, host=change.decided_by), place, at=now)


def both_ways(event: Event, place: Place, *, at: datetime) -> list[OutgoingEvent]:
    """Down where somebody is below, or nobody above; up where somebody is above."""
    reaches = [Reach.DOWN] if place.has_children or place.is_top else []
    reaches += [] if place.is_top else [Reach.UP]
    return [OutgoingEvent(event=event, occurred_at=at, reach=reach) for reach in reaches]


def event_of(change: UnitChange) -> Event:
    """The fact that tells of a change."""
    if change.kind is ChangeKind.ESTABLISH:
        return _established(change)
    return TELLERS[change.kind](change)


def _common(change: UnitChange) -> dict[str, Any]:
    return {
        "change": change.id,
        "effective_on": change.effective_on,
        "basis": change.basis,
        "host": change.decided_by,
    }


def _renamed(change: UnitChange) -> Event:
    [part] = change.parts
    return UnitRenamed(unit=part.unit, vi=part.vi or "", en=part.en or "", **_common(change))


def _moved(change: UnitChange) -> Event:
    return UnitMoved(moves=tuple(map(_child, change.parts)), **_common(change))


def _merged(change: UnitChange) -> Event:
    [into] = _seated(change, Seat.TARGET)
    told = _common(change) | {"children": _children(change)}
    return UnitsMerged(units=change.sources, into=_taking_over(into), **told)


def _split(change: UnitChange) -> Event:
    into = tuple(map(_taking_over, _seated(change, Seat.TARGET)))
    told = _common(change) | {"children": _children(change)}
    return UnitSplit(unit=change.sources[0], into=into, **told)


def _abolished(change: UnitChange) -> Event:
    told = _common(change) | {"children": _children(change)}
    return UnitAbolished(unit=change.sources[0], **told)


TELLERS: dict[ChangeKind, Callable[[UnitChange], Event]] = {
    ChangeKind.RENAME: _renamed,
    ChangeKind.MOVE: _moved,
    ChangeKind.MERGE: _merged,
    ChangeKind.SPLIT: _split,
    ChangeKind.ABOLISH: _abolished,
}


def _children(change: UnitChange) -> tuple[ChangedChild, ...]:
    return tuple(map(_child, _seated(change, Seat.FOLLOWER)))


def _seated(change: UnitChange, seat: Seat) -> list[Part]:
    return [part for part in change.parts if part.seat is seat]


def _child(part: Part) -> ChangedChild:
    return ChangedChild(
        unit=part.unit, parent=part.parent, sector_parent=part.sector_parent, host=part.host
    )


def _taking_over(part: Part) -> TakingOver:
    draft = part.begins
    begun = draft and BegunUnit(**{name: getattr(draft, name) for name in DRAFT})
    share = part.share and (part.share.numerator, part.share.denominator)
    return TakingOver(unit=part.unit, share=share, begins=begun)


def _established(change: UnitChange) -> UnitEstablished:
    [part] = change.parts
    told = {name: getattr(part.begins, name) for name in DRAFT}
    return UnitEstablished(
        unit=part.unit,
        valid_from=change.effective_on,
        basis=change.basis,
        change=change.id,
        **told,
    )
