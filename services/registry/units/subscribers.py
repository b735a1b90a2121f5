"""What registry listens to: changes of units, decided here, above, or by a host below."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from services.registry.units import workflows
from services.registry.units import workflows as units_workflows
from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.units import Unit, UnitOfAnother
from services.registry.units.workflows import HeadCount, note_change, note_heads
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.registry import UnitEstablished
from shared.events.units import (
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
from shared.kernel.places import PlaceCode, UnitCode

EVERYWHERE = frozenset({Where.HERE, Where.ABOVE, Where.BELOW})
DRAFT = ("kind", "vi", "en", "parent", "host", "sector_parent", "gso_code", "eid", "made_up")
MOVED = {"parent", "sector_parent", "host"}
CHANGES = (UnitRenamed, UnitMoved, UnitsMerged, UnitSplit, UnitAbolished)


def unit_change_subscriptions() -> list[Subscription]:
    """One ear for changes and their undoing, in their order; one for head counts."""
    return [
        Subscription(
            reader="registry__unit_changes_v1",
            facts=(*CHANGES, UnitChangeUndone),
            where=EVERYWHERE,
            then=on_change,
        ),
        Subscription(
            reader="registry__head_counts_v1",
            facts=(HeadCountTold,),
            where=frozenset({Where.BELOW}),
            then=on_heads,
        ),
    ]


async def on_change(tx: Transaction, fact: Received[Any]) -> None:
    """Keep the change, or that it will not be, and write the histories it touches anew."""
    speaker = fact.envelope.node if fact.path else None
    now = datetime.now(UTC)
    if isinstance(fact.event, UnitChangeUndone):
        undone = ChangeId(fact.event.change)
        await workflows.note_undoing(tx, undone, speaker=speaker, now=now)
        return
    change = change_in(fact.event, stated_at=fact.envelope.occurred_at)
    await workflows.note_change(tx, change, speaker=speaker, now=now)


async def on_heads(tx: Transaction, fact: Received[Any]) -> None:
    """Keep how many people a unit below had."""
    event: HeadCountTold = fact.event
    count = HeadCount(unit=UnitCode(event.unit), counted_on=event.counted_on, heads=event.heads)
    at = fact.envelope.occurred_at
    await note_heads(tx, count, speaker=fact.envelope.node, told_at=at)


def change_in(event: Event, *, stated_at: datetime) -> UnitChange:
    """The change a fact tells of."""
    kind, read = READERS[type(event)]
    told = event.model_dump(include={"change", "basis", "host", "effective_on", "valid_from"})
    return UnitChange(
        id=ChangeId(told["change"]),
        kind=kind,
        effective_on=told.get("effective_on") or told["valid_from"],
        basis=told["basis"],
        decided_by=PlaceCode(told["host"]),
        stated_at=stated_at,
        parts=tuple(read(event)),
    )


def _established(event: UnitEstablished) -> Iterator[Part]:
    draft = Draft(**event.model_dump(include=set(DRAFT)))
    yield Part(unit=UnitCode(event.unit), seat=Seat.TARGET, begins=draft)


def _renamed(event: UnitRenamed) -> Iterator[Part]:
    yield Part(unit=UnitCode(event.unit), seat=Seat.SOURCE, vi=event.vi, en=event.en)


def _moved(event: UnitMoved) -> Iterator[Part]:
    return _children(event.moves, Seat.SOURCE)


def _merged(event: UnitsMerged) -> Iterator[Part]:
    return _turnover(event.units, [event.into], event.children)


def _split(event: UnitSplit) -> Iterator[Part]:
    return _turnover([event.unit], event.into, event.children)


def _abolished(event: UnitAbolished) -> Iterator[Part]:
    return _turnover([event.unit], [], event.children)


READERS: dict[type[Event], tuple[ChangeKind, Callable[[Any], Iterator[Part]]]] = {
    UnitEstablished: (ChangeKind.ESTABLISH, _established),
    UnitRenamed: (ChangeKind.RENAME, _renamed),
    UnitMoved: (ChangeKind.MOVE, _moved),
    UnitsMerged: (ChangeKind.MERGE, _merged),
    UnitSplit: (ChangeKind.SPLIT, _split),
    UnitAbolished: (ChangeKind.ABOLISH, _abolished),
}


def _turnover(
    sources: Iterable[str], into: Iterable[TakingOver], children: Iterable[ChangedChild]
) -> Iterator[Part]:
    yield from (Part(unit=UnitCode(code), seat=Seat.SOURCE) for code in sources)
    yield from map(_target, into)
    yield from _children(children, Seat.FOLLOWER)


def _target(told: TakingOver) -> Part:
    draft = Draft(**told.begins.model_dump()) if told.begins else None
    share = told.share and Fraction(*told.share)
    return Part(unit=UnitCode(told.unit), seat=Seat.TARGET, share=share, begins=draft)


def _children(children: Iterable[ChangedChild], seat: Seat) -> Iterator[Part]:
    for child in children:
        yield Part(unit=UnitCode(child.unit), seat=seat, **child.model_dump(include=MOVED))


def unit_subscriptions() -> list[Subscription]:
    """One ear, so that every telling of a unit is taken in once."""
    return [
        Subscription(
            reader="registry__units_v1",
            facts=(UnitEstablished,),
            where=frozenset({Where.HERE, Where.ABOVE, Where.BELOW}),
            then=on_unit_established,
        )
    ]


async def on_unit_established(tx: Transaction, fact: Received[Any]) -> None:
    """Keep the unit with its history."""
    told_at, now = fact.envelope.occurred_at, datetime.now(UTC)
    if fact.event.change is None:
        refuse_impostor(fact)
        await units_workflows.note_unit(tx, unit_in(fact.event), told_at=told_at, now=now)
        return
    change = change_in(fact.event, stated_at=told_at)
    speaker = fact.envelope.node if fact.path else None
    await note_change(tx, change, speaker=speaker, now=now)


def refuse_impostor(fact: Received[UnitEstablished]) -> None:
    """Let what comes from here and from above pass, and from below what a host says.

    Raises:
        UnitOfAnother: if a node below speaks for a unit it does not host.

    """
    if fact.path and fact.event.host != fact.envelope.node:
        raise UnitOfAnother


def unit_in(event: UnitEstablished) -> Unit:
    """The unit a fact tells of."""
    return Unit(
        code=UnitCode(event.unit),
        parent=UnitCode(event.parent) if event.parent else None,
        host=PlaceCode(event.host),
        kind=event.kind,
        vi=event.vi,
        en=event.en,
        valid_from=event.valid_from,
        made_up=event.made_up,
        sector_parent=UnitCode(event.sector_parent) if event.sector_parent else None,
        gso_code=event.gso_code,
        eid=event.eid,
        basis=event.basis,
    )
