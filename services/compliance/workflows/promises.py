"""Watching promises: open them, settle them, find the broken ones; each is told once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.compliance import outgoing
from services.compliance.domain.breaches import Breach, BreachId, breach_of
from services.compliance.domain.promises import Key, Promise, gathered
from services.compliance.store import breaches as breach_store
from services.compliance.store import promises as promise_store
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish_all
from shared.kernel.places import Place

FOUND_AT_ONCE = 1_000

Causes = Mapping[Key, UUID]
"""By promise: the correlation id of the fact that moved it."""


async def watch_promises(
    tx: Transaction, heard: Sequence[tuple[Promise, UUID]], *, place: Place
) -> None:
    """Take in what was heard of promises, in whatever order, and tell what follows.

    Whether an open promise has become overdue is not judged here: what settles it may
    stand in the very next batch. `find_breaches` does that, when all is heard.
    """
    causes = {promise.key: cause for promise, cause in heard}
    whole = gathered(promise for promise, _ in heard)
    turns = await promise_store.merge_promises(tx, whole.values())
    await promise_store.save_states(tx, turns)
    late = [breach_of(turn.promise) for turn in turns if turn.is_found_late]
    await _tell_found(tx, late, place=place, causes=causes)
    over = [breach_of(turn.promise) for turn in turns if turn.is_cleared]
    await _tell_cleared(tx, over, place=place, causes=causes)


async def find_breaches(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Find promises that are overdue and tell each breach once; says how many.

    Finding and telling are one transaction: a crash in between leaves neither.
    """
    today = place.day_of(now)
    broken = await promise_store.break_overdue(tx, today=today, limit=FOUND_AT_ONCE)
    await _tell_found(tx, [breach_of(promise) for promise in broken], place=place, causes={})
    return len(broken)


async def _tell_found(
    tx: Transaction, found: Sequence[Breach], *, place: Place, causes: Causes
) -> None:
    new = await breach_store.add_breaches(tx, found) if found else set()
    tell = outgoing.breach_found
    await publish_all(tx, _told(tell, _of(found, new), place=place, causes=causes))


async def _tell_cleared(
    tx: Transaction, over: Sequence[Breach], *, place: Place, causes: Causes
) -> None:
    ended = await breach_store.clear_breaches(tx, over) if over else set()
    tell = outgoing.breach_cleared
    await publish_all(tx, _told(tell, _of(over, ended), place=place, causes=causes))


def _of(breaches: Sequence[Breach], ids: set[BreachId]) -> list[Breach]:
    return [breach for breach in breaches if breach.id in ids]


def _told(
    tell: Callable[[Breach, Place, UUID | None], OutgoingEvent],
    breaches: Sequence[Breach],
    *,
    place: Place,
    causes: Causes,
) -> list[OutgoingEvent]:
    return [tell(b, place, causes.get((b.kind, b.subject_id))) for b in breaches]
