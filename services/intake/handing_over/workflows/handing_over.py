"""Handing over: a case goes to another unit, with its promise; nobody in between reads it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case, CaseState
from services.intake.cases.domain.steps import CaseStep, moved
from services.intake.cases.domain.tracking import TrackingNumber, tracking_hash_of
from services.intake.cases.domain.words import accepted_reply
from services.intake.cases.store import cases
from services.intake.cases.workflows.answering import take_case
from services.intake.cases.workflows.entries import SYSTEM, actor_of, note, notify
from services.intake.handing_over import outgoing, store
from services.intake.handing_over.domain import (
    Bounce,
    HandOver,
    HandReason,
    HandState,
    NobodyServesIt,
    NotHandedToUs,
    Why,
    asked_of,
    needs_decision,
    refuse_hand_back,
    refuse_hand_over,
    withdrawn,
)
from services.intake.handing_over.workflows import bundle
from services.intake.handing_over.workflows.bundle import ParcelTooLarge
from services.intake.handing_over.workflows.node_keys import key_of
from services.intake.handing_over.workflows.node_relay import post, tell_and_post
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.sealing import seal
from shared.kernel.places import Place, UnitCode
from shared.kernel.tree_routes import Towards

MOST_SENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverRequest:
    """Whom a case shall go to, and why."""

    to_unit: UnitCode
    reason: HandReason = HandReason.NOT_OURS
    words: str = ""
    """What one officer has to tell the next; whoever wrote does not read it."""


async def hand_over(
    tx: Transaction,
    number: TrackingNumber,
    officer: Acting,
    *,
    wanted: HandOverRequest,
    actor_id: str = "",
) -> HandOver:
    """Give a case to another unit, of this node or of another; no date moves.

    `actor_id` signs for it where it is not the officer's own doing.

    Raises:
        HandedToItself, SuperiorDecides, SuperiorHasDecided: if it cannot go there.
        NobodyServesIt: if nobody knows who serves the unit.
        Conflict: if the case is not open.

    """
    words = accepted_reply(wanted.words) if wanted.words.strip() else ""
    case = await take_case(tx, number, officer)
    decision = await store.find_decision(tx, case.id)
    refuse_hand_over(case.unit, wanted.to_unit, bounces=case.bounces, decision=decision)
    away = moved(case, CaseStep.HAND_OVER)
    way = HandOver(
        id=uuid7(),
        case_id=case.id,
        is_out=True,
        unit=case.unit,
        to_unit=wanted.to_unit,
        reason=wanted.reason,
        bounces=case.bounces,
        decided=decision is not None and decision.named == wanted.to_unit,
        handed_at=officer.now,
        state=HandState.WAITING,
    )
    line = await host_line(tx, wanted.to_unit)
    if line.host is None:
        raise NobodyServesIt
    actor_id = actor_id or actor_of(officer.principal)
    if words:
        await note(tx, case, who=actor_id, what=bundle.NOTE, now=officer.now, words=words)
    await note(
        tx, case, who=actor_id, what="handed_over", now=officer.now, is_public=True,
        data={"to_unit": way.to_unit, "reason": way.reason.value},
    )  # fmt: skip
    if line.towards(officer.place.code) is Towards.HERE:
        return await _move_within(tx, case, way, officer=officer)
    await cases.save_case(tx, replace(away, state_before=case.state))
    await store.add_hand_over(tx, way)
    return await send(tx, way, place=officer.place, now=officer.now)


async def hand_back(tx: Transaction, number: TrackingNumber, officer: Acting) -> HandOver:
    """“Not ours”: a case goes back to whoever handed it over, who finds out whose it is.

    Raises:
        NotHandedToUs, SuperiorHasDecided, WorkHasBegun: if it may not go back.

    """
    case = await take_case(tx, number, officer)
    last = await store.last_way(tx, case.id)
    way = refuse_hand_back(last, has_begun=case.state is CaseState.IN_PROGRESS)
    if (await host_line(tx, way.unit)).towards(officer.place.code) is Towards.HERE:
        raise NotHandedToUs
    await cases.save_case(tx, replace(moved(case, CaseStep.HAND_OVER), state_before=case.state))
    back = replace(way, state=HandState.HANDED_BACK, settled_at=officer.now)
    await store.save_hand_over(tx, back)
    await note(
        tx, case, who=actor_of(officer.principal), what="handed_back", now=officer.now,
        is_public=True, data={"to_unit": way.unit},
    )  # fmt: skip
    on, place, now = officer.today, officer.place, officer.now
    gone = outgoing.passed_on(way, case, by=way.to_unit, to_unit=way.unit, on=on)
    await publish(tx, OutgoingEvent(event=gone, occurred_at=now))
    told = outgoing.handed_back(
        way, case, reason=HandReason.NOT_OURS.value, bounces=way.bounces + 1, on=on
    )
    await tell_and_post(tx, told, to_unit=way.unit, place=place, now=now)
    bounce = Bounce(
        id=way.id, case_id=case.id, unit=way.to_unit, from_unit=way.unit,
        reason=HandReason.NOT_OURS.value, happened_on=on,
    )  # fmt: skip
    await store.add_bounce(tx, bounce)
    await _decide_as_superior(tx, case, way, officer=officer)
    return back


async def _decide_as_superior(
    tx: Transaction, case: Case, way: HandOver, *, officer: Acting
) -> None:
    """Whoever hands back for the last time and stands above the sender decides whose it is."""
    line = await host_line(tx, way.unit)
    is_above = line.towards(officer.place.code) is Towards.DOWN
    if is_above and needs_decision(way.bounces + 1):
        asked = asked_of(case, way, holder=way.unit, is_ours=True, on=officer.today)
        await store.save_decision(tx, asked)


async def withdraw(tx: Transaction, number: TrackingNumber, officer: Acting) -> HandOver:
    """Ask a case back that nobody has taken over yet.

    Raises:
        NotElsewhere: if it is here.
        TakenOverAlready: if somebody has it.

    """
    case = await take_case(tx, number, officer)
    moved(case, CaseStep.COME_BACK)
    last = await store.last_way(tx, case.id, is_out=True)
    held = None if last is None else await store.find_hand_over(tx, last.id)
    if held is None:  # held: it may be leaving at this moment, its key just become known
        raise NotHandedToUs
    way = withdrawn(held, at=officer.now)
    await store.save_hand_over(tx, way)
    await note(
        tx, case, who=actor_of(officer.principal), what="hand_over_withdrawn", now=officer.now
    )
    if way.state is HandState.WITHDRAWN:
        await come_back(tx, case, now=officer.now)
    else:
        told = outgoing.hand_over_withdrawn(way, on=officer.today)
        await post(tx, told, to_unit=way.to_unit, place=officer.place, now=officer.now)
    return way


async def come_back(tx: Transaction, case: Case, *, now: datetime) -> Case:
    """A case is here again; the work on it goes on."""
    here = replace(moved(case, CaseStep.COME_BACK), state_before=None)
    await cases.save_case(tx, here)
    await note(tx, here, who=SYSTEM, what="came_back", now=now, is_public=True)
    return here


async def send(tx: Transaction, way: HandOver, *, place: Place, now: datetime) -> HandOver:
    """Seal a case to whoever serves the unit, and send it; without a key it waits."""
    line = await host_line(tx, way.to_unit)
    key = await key_of(tx, line.host or "")
    if key is None or (key.id == way.key_id and way.why is Why.KEY_LOST):
        why = Why.KEY_UNKNOWN if key is None else Why.KEY_LOST
        waiting = replace(way, why=why)
        await store.save_hand_over(tx, waiting)
        return waiting
    case = await cases.load_case_by_id(tx, way.case_id)
    parcel = await bundle.pack(tx, case, way=way)
    trails = await asyncio.gather(
        *(asyncio.to_thread(tracking_hash_of, one.message.number) for one in parcel.letters)
    )
    told = outgoing.handed_over(
        way,
        case,
        key_id=key.id,
        sealed=seal(bundle.written(parcel), key.public),
        trails=tuple(trails),
        on=place.day_of(way.handed_at),
    )
    await post(tx, told, to_unit=way.to_unit, place=place, now=now)
    sent = replace(way, state=HandState.SENT, why=Why.NOTHING, key_id=key.id)
    await store.save_hand_over(tx, sent)
    return sent


async def send_what_waits(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Send the hand-overs whose receiver's key has become known; says how many.

    All are looked at, a page at a time: those who wait for another key hold up nobody. One
    that has become too large waits until it is asked back and split.
    """
    sent, last = 0, None
    while ways := await store.list_waiting(tx, after=last, most=MOST_SENT):
        for way in ways:
            with suppress(ParcelTooLarge):
                done = await send(tx, way, place=place, now=now)
                sent += done.state is HandState.SENT
        last = ways[-1]
    return sent


async def _move_within(
    tx: Transaction, case: Case, way: HandOver, *, officer: Acting
) -> HandOver:
    """To a unit that the same node serves: nothing leaves, and nobody has to wait."""
    there = replace(
        case,
        unit=way.to_unit,
        assigned_to=None,
        routed_by="",
        promise_id=uuid7(),
        version=case.version + 1,
    )
    await cases.save_case(tx, there)
    done = replace(way, state=HandState.TAKEN_OVER, settled_at=officer.now)
    await store.add_hand_over(tx, done)
    await _tell_custody(tx, done, before=case, after=there, officer=officer)
    data = {"to_unit": way.to_unit}
    await notify(tx, there, "handed_over", now=officer.now, data=data, once=str(way.id))
    return done


async def _tell_custody(
    tx: Transaction, way: HandOver, *, before: Case, after: Case, officer: Acting
) -> None:
    """Both ends of a way within one node: who has the case no more, and who has it now."""
    on = officer.today
    gone = outgoing.passed_on(way, before, by=way.unit, to_unit=way.to_unit, on=on)
    here = outgoing.taken_over(way, after, by=way.to_unit, from_unit=way.unit, on=on)
    for event in (gone, here):
        await publish(tx, OutgoingEvent(event=event, occurred_at=officer.now))
