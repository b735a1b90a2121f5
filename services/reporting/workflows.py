"""What reporting does: write down, count, and see to it that nothing is missing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from services.reporting import outgoing
from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.continuity import advanced, holes
from services.reporting.domain.measures import (
    Counting,
    Difference,
    MeasureCell,
    differences,
    fact_of,
)
from services.reporting.store import archive, continuity, tallies
from services.reporting.store.archive import Archive, Archived
from services.reporting.store.continuity import Key, Track
from shared.chassis.database import Transaction
from shared.chassis.directory import tenures_of
from shared.chassis.outage import Outage
from shared.chassis.outbox import publish, publish_all
from shared.chassis.subscriptions import MessageMeta, Received
from shared.events.envelope import Event
from shared.events.reporting import HeadsTold, Mark, Missing
from shared.events.subjects import Reach
from shared.kernel.hosting import Tenures
from shared.kernel.places import Place
from shared.kernel.rejection import Rejection


class UnitOfAnother(Rejection):
    """Nút này báo số liệu cho đơn vị do nút khác phục vụ; không tính.
    This node tells figures of a unit that another node serves; they are not counted.
    """


MOST_HOLES = 50
"""Holes asked for in one request; the rest follow when these are filled."""


async def write_down(
    tx: Transaction,
    facts: Sequence[Received[Event]],
    *,
    book: Archive,
    catalogue: Catalogue,
    place: Place,
    now: datetime,
) -> None:
    """Archive facts and count them, in one transaction.

    Raises:
        Outage: if another process counts by another catalogue; ours is being read again.

    """
    await tallies.hold_rules(tx)
    if await tallies.rules(tx) != catalogue.fingerprints:
        raise Outage("the catalogue in use is not the one the tallies were counted by")
    await _refuse_figures_of_others(tx, facts, place)
    counting = Counting(catalogue.measures)
    archived = []
    for fact in facts:
        archived.append(_archived(fact, place))
        name = fact_of(fact.event.topic.name)
        if counting.counts(name):
            counting.add(name, orjson.loads(fact.body))
    await book.add(tx, archived)
    if counting.cells:
        await tallies.add(tx, counting.cells)
        await _tell_moved(tx, counting.cells, now)


async def _refuse_figures_of_others(
    tx: Transaction, facts: Sequence[Received[Event]], place: Place
) -> None:
    """What comes from below counts for a unit only if the speaker's node serves it that day.

    Raises:
        UnitOfAnother: if one does not; the chassis then finds out which, and parks it.

    """
    told = [(unit, fact) for fact in facts if fact.path and (unit := _unit_of(fact))]
    tenures = await tenures_of(tx, {unit for unit, _ in told}) if told else Tenures({})
    for unit, fact in told:
        day = place.day_of(fact.envelope.occurred_at)
        if not tenures.may_speak(fact.envelope.node, unit, day):
            raise UnitOfAnother


def _unit_of(fact: Received[Event]) -> str | None:
    unit: str | None = getattr(fact.event, "unit", None)
    return unit if fact.event.topic.service != "registry" else None


def _archived(fact: Received[Event], place: Place) -> Archived:
    envelope = fact.envelope
    return Archived(
        event_id=envelope.id,
        day=place.day_of(envelope.occurred_at),
        path="/".join(fact.path),
        node=envelope.node,
        name=fact.event.topic.name,
        unit=getattr(fact.event, "unit", None),
        occurred_at=envelope.occurred_at,
        recorded_at=envelope.recorded_at,
        epoch=envelope.epoch,
        nseq=envelope.nseq,
        body=fact.body,
    )


async def _tell_moved(tx: Transaction, cells: Iterable[MeasureCell], now: datetime) -> None:
    units = {cell.unit for cell in cells}
    days = [cell.day for cell in cells]
    moved = outgoing.figures_moved(sorted(units), first=min(days), last=max(days), now=now)
    await publish(tx, moved)


async def follow(tx: Transaction, passages: Sequence[MessageMeta]) -> None:
    """Advance the marks of continuity by what came through, useful or not."""
    numbers: dict[Key, list[int]] = {}
    for passage in passages:
        if passage.lane == Reach.UP.value:
            numbers.setdefault(_key(passage), []).append(passage.envelope.nseq)
    if not numbers:
        return
    tracks = await continuity.hold_tracks(tx, numbers)
    moved = [(key, advanced(track.cursor, numbers[key])) for key, track in tracks.items()]
    await continuity.move(tx, moved)


def _key(passage: MessageMeta) -> Key:
    envelope = passage.envelope
    service = envelope.type.split(".")[1]
    return "/".join(passage.path), service, envelope.epoch


async def note_heads(tx: Transaction, facts: Iterable[Received[Any]]) -> None:
    """Note how far places below say that their record reaches."""
    heads = [
        (("/".join((*fact.path, *mark.path)), mark.service, mark.epoch), mark.nseq)
        for fact in facts
        if isinstance(fact.event, HeadsTold) and fact.path
        for mark in fact.event.heads
    ]
    if heads:
        await continuity.raise_heads(tx, heads)


async def tell_heads(tx: Transaction, *, everything: bool, now: datetime) -> None:
    """Tell the parent how far our record reaches, where it moved."""
    marks = await continuity.take_untold(tx, everything=everything)
    if marks:
        await publish(tx, outgoing.heads_told([_mark(*mark) for mark in marks], now=now))


async def receipt_children(tx: Transaction, *, now: datetime) -> None:
    """Tell each child how far its facts are written down here."""
    by_child: dict[str, list[Mark]] = {}
    for (child, service, epoch), nseq in await continuity.take_unreceipted(tx):
        mark = Mark(service=service, epoch=epoch, nseq=nseq)
        by_child.setdefault(child, []).append(mark)
    told = [outgoing.facts_receipted(c, marks, now=now) for c, marks in by_child.items()]
    await publish_all(tx, told)


def _mark(key: Key, nseq: int) -> Mark:
    path, service, epoch = key
    return Mark(path=_steps(path), service=service, epoch=epoch, nseq=nseq)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")) if path else ()


async def note_receipts(tx: Transaction, receipts: Iterable[Mark]) -> None:
    """Note how far the parent has written down what was said here."""
    own = [(mark.service, mark.epoch, mark.nseq) for mark in receipts if not mark.path]
    await continuity.note_at_parent(tx, own)


async def ask_for_missing(
    tx: Transaction, *, grace: timedelta, repeat: timedelta, now: datetime
) -> list[Track]:
    """Ask the children for what has been missing too long; says of which tracks."""
    overdue = [
        track
        for track in await continuity.hold_holed(tx)
        if _is_overdue(track, grace=grace, repeat=repeat, now=now)
    ]
    by_child: dict[str, list[Missing]] = {}
    for track in overdue:
        child, *rest = _steps(track.path) or ("",)
        by_child.setdefault(child, []).extend(_missing(track, rest))
    asked = [outgoing.facts_requested(c, m, now=now) for c, m in by_child.items()]
    await publish_all(tx, asked)
    await continuity.note_asked(tx, [(t.path, t.service, t.epoch) for t in overdue])
    return overdue


def _is_overdue(track: Track, *, grace: timedelta, repeat: timedelta, now: datetime) -> bool:
    """A hole that stands, not one that is being filled while we look."""
    stands_since = max(filter(None, (track.hole_since, track.moved_at)), default=now)
    asked = track.requested_at
    return now - stands_since > grace and (asked is None or now - asked > repeat)


def _missing(track: Track, rest: Sequence[str]) -> list[Missing]:
    spans = holes(track.cursor, track.known_head)[:MOST_HOLES]
    return [
        Missing(path=tuple(rest), service=track.service, epoch=track.epoch, first=a, last=b)
        for a, b in spans
    ]


async def pass_request_on(
    tx: Transaction, missing: Iterable[Missing], *, now: datetime
) -> None:
    """Hand a request of the parent to the child it is about."""
    by_child: dict[str, list[Missing]] = {}
    for hole in missing:
        if hole.path:
            rest = hole.model_copy(update={"path": hole.path[1:]})
            by_child.setdefault(hole.path[0], []).append(rest)
    told = [outgoing.facts_requested(c, m, now=now) for c, m in by_child.items()]
    await publish_all(tx, told)


async def recount_changed(tx: Transaction, catalogue: Catalogue) -> tuple[str, ...]:
    """Count measures whose rule changed, or that are new, anew from the archive."""
    wanted = catalogue.fingerprints
    if await tallies.rules(tx) == wanted:
        return ()
    await tallies.change_rules(tx)
    known = await tallies.rules(tx)
    if await tallies.version(tx) > catalogue.version:
        raise Outage("a newer catalogue is in use; this process is about to be replaced")
    changed = {
        name for name in wanted.keys() | known.keys() if wanted.get(name) != known.get(name)
    }
    await tallies.drop_measures(tx, changed)
    counting = Counting(m for m in catalogue.measures if m.name in changed)
    await _count_all(tx, counting)
    if counting.cells:
        await tallies.add(tx, counting.cells)
    await tallies.set_version(tx, catalogue.version)
    await tallies.set_rules(tx, {n: wanted[n] for n in changed if n in wanted})
    return tuple(sorted(changed))


async def _count_all(tx: Transaction, counting: Counting) -> int:
    facts = 0
    async for name, body in archive.every_fact(tx):
        facts += 1
        counting.add(fact_of(name), body)
    return facts


async def verify(tx: Transaction, catalogue: Catalogue) -> tuple[int, int, list[Difference]]:
    """Recount everything from the archive: facts, tallies, and where the two disagree.

    A day's digest counts as one more tally, of the node that told the facts.
    """
    counting = Counting(catalogue.measures)
    facts = await _count_all(tx, counting)
    kept = await tallies.all_cells(tx) | await archive.digest_cells(tx)
    recounted = counting.cells | await archive.recounted_digest_cells(tx)
    return facts, len(kept), differences(kept, recounted)
