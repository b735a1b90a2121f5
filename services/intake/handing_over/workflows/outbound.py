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
from services.intake.handing_over import store
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
from services.intake.handing_over.outgoing import case_dates, passed_on, taken_over
from services.intake.handing_over.workflows import bundle
from services.intake.handing_over.workflows.bundle import ParcelTooLarge
from services.intake.handing_over.workflows.node_keys import key_of_host
from services.intake.handing_over.workflows.node_relay import (
    is_below,
    is_served_here,
    publish_and_send,
    send_to_node,
)
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.sealing import seal
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHandOverWithdrawn,
)
from shared.kernel.places import UnitCode
from shared.kernel.tree_routes import Towards

MOST_SENT = 100
NOT_OURS = HandReason.NOT_OURS.value


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
    acting: Acting,
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
    words, now = accepted_reply(wanted.words) if wanted.words.strip() else "", acting.now
    case = await take_case(tx, number, acting)
    decision = await store.find_decision(tx, case.id)
    refuse_hand_over(case.unit, wanted.to_unit, bounces=case.bounces, decision=decision)
    away = moved(case, CaseStep.HAND_OVER)
    handover = HandOver(
        id=uuid7(),
        case_id=case.id,
        is_out=True,
        unit=case.unit,
        to_unit=wanted.to_unit,
        reason=wanted.reason,
        bounces=case.bounces,
        decided=decision is not None and decision.named == wanted.to_unit,
        handed_at=now,
        state=HandState.WAITING,
    )
    line = await host_line(tx, wanted.to_unit)
    if line.host is None:
        raise NobodyServesIt
    who = actor_id or actor_of(acting.principal)
    if words:
        await note(tx, case, who=who, what=bundle.NOTE, now=now, words=words)
    data = {"to_unit": handover.to_unit, "reason": handover.reason.value}
    await note(tx, case, who=who, what="handed_over", now=now, is_public=True, data=data)
    if line.towards(acting.place.code) is Towards.HERE:
        return await _move_within(tx, case, handover, acting=acting)
    await cases.save_case(tx, replace(away, state_before=case.state))
    await store.add_hand_over(tx, handover)
    return await send(tx, handover, acting)


async def hand_back(tx: Transaction, number: TrackingNumber, acting: Acting) -> HandOver:
    """“Not ours”: a case goes back to whoever handed it over, who finds out whose it is.

    Raises:
        NotHandedToUs, SuperiorHasDecided, WorkHasBegun: if it may not go back.

    """
    case = await take_case(tx, number, acting)
    last = await store.last_handover(tx, case.id)
    handover = refuse_hand_back(last, has_begun=case.state is CaseState.IN_PROGRESS)
    sender, holder = handover.unit, handover.to_unit
    if await is_served_here(tx, sender, acting.place):
        raise NotHandedToUs
    on, now, bounces = acting.today, acting.now, handover.bounces + 1
    await cases.save_case(tx, replace(moved(case, CaseStep.HAND_OVER), state_before=case.state))
    returned = replace(handover, state=HandState.HANDED_BACK, settled_at=now)
    await store.save_hand_over(tx, returned)
    who, data = actor_of(acting.principal), {"to_unit": sender}
    await note(tx, case, who=who, what="handed_back", now=now, is_public=True, data=data)
    gone = passed_on(handover, case, by=holder, to_unit=sender, on=on)
    await publish(tx, OutgoingEvent(event=gone, occurred_at=now))
    event = FeedbackHandedBack(
        **case_dates(handover, case),
        unit=holder,
        from_unit=sender,
        handed_back_on=on,
        reason=NOT_OURS,
        bounces=bounces,
    )
    await publish_and_send(tx, event, to_unit=sender, acting=acting)
    bounce = Bounce(
        id=handover.id, case_id=case.id, unit=holder, from_unit=sender, reason=NOT_OURS,
        happened_on=on,
    )  # fmt: skip
    await store.add_bounce(tx, bounce)
    # Whoever hands back for the last time and stands above the sender decides whose it is.
    if needs_decision(bounces) and await is_below(tx, sender, acting.place):
        decision = asked_of(case, handover, holder=sender, is_ours=True, on=on)
        await store.save_decision(tx, decision)
    return returned


async def withdraw(tx: Transaction, number: TrackingNumber, acting: Acting) -> HandOver:
    """Ask a case back that nobody has taken over yet.

    Raises:
        NotElsewhere: if it is here.
        TakenOverAlready: if somebody has it.

    """
    case, now = await take_case(tx, number, acting), acting.now
    moved(case, CaseStep.COME_BACK)
    last = await store.last_handover(tx, case.id, is_out=True)
    held = None if last is None else await store.find_hand_over(tx, last.id)
    if held is None:  # held: it may be leaving at this moment, its key just become known
        raise NotHandedToUs
    handover = withdrawn(held, at=now)
    await store.save_hand_over(tx, handover)
    await note(tx, case, who=actor_of(acting.principal), what="hand_over_withdrawn", now=now)
    if handover.state is HandState.WITHDRAWN:
        await come_back(tx, case, now=now)
        return handover
    event = FeedbackHandOverWithdrawn(
        handover_id=handover.id,
        feedback_id=handover.case_id,
        unit=handover.unit,
        to_unit=handover.to_unit,
        withdrawn_on=acting.today,
    )
    await send_to_node(tx, event, to_unit=handover.to_unit, acting=acting)
    return handover


async def come_back(tx: Transaction, case: Case, *, now: datetime) -> Case:
    """A case is here again; the work on it goes on."""
    here = replace(moved(case, CaseStep.COME_BACK), state_before=None)
    await cases.save_case(tx, here)
    await note(tx, here, who=SYSTEM, what="came_back", now=now, is_public=True)
    return here


async def send(tx: Transaction, handover: HandOver, acting: Acting) -> HandOver:
    """Seal a case to whoever serves the unit, and send it; without a key it waits."""
    key = await key_of_host(tx, handover.to_unit)
    if key is None or (key.id == handover.key_id and handover.why is Why.KEY_LOST):
        why = Why.KEY_UNKNOWN if key is None else Why.KEY_LOST
        waiting = replace(handover, why=why)
        await store.save_hand_over(tx, waiting)
        return waiting
    case = await cases.load_case_by_id(tx, handover.case_id)
    content = await bundle.pack(tx, case, handover=handover)
    numbers = [bundled.message.number for bundled in content.letters]
    trails = await asyncio.gather(
        *(asyncio.to_thread(tracking_hash_of, number) for number in numbers)
    )
    event = FeedbackHandedOver(
        **case_dates(handover, case),
        unit=handover.unit,
        to_unit=handover.to_unit,
        handed_on=acting.place.day_of(handover.handed_at),
        reason=handover.reason.value,
        bounces=handover.bounces,
        decided=handover.decided,
        key_id=key.id,
        sealed=seal(bundle.written(content), key.public),
        trails=tuple(trails),
    )
    await send_to_node(tx, event, to_unit=handover.to_unit, acting=acting)
    sent = replace(handover, state=HandState.SENT, why=Why.NOTHING, key_id=key.id)
    await store.save_hand_over(tx, sent)
    return sent


async def send_what_waits(tx: Transaction, acting: Acting) -> int:
    """Send the hand-overs whose receiver's key has become known; says how many.

    All are looked at, a page at a time: those who wait for another key hold up nobody. One
    that has become too large waits until it is asked back and split.
    """
    sent, last = 0, None
    while waiting := await store.list_waiting(tx, after=last, most=MOST_SENT):
        for handover in waiting:
            with suppress(ParcelTooLarge):
                sent += (await send(tx, handover, acting)).state is HandState.SENT
        last = waiting[-1]
    return sent


async def _move_within(
    tx: Transaction, case: Case, handover: HandOver, *, acting: Acting
) -> HandOver:
    """To a unit that the same node serves: nothing leaves, and nobody has to wait."""
    there = replace(
        case,
        unit=handover.to_unit,
        assigned_to=None,
        routed_by="",
        promise_id=uuid7(),
        version=case.version + 1,
    )
    await cases.save_case(tx, there)
    done = replace(handover, state=HandState.TAKEN_OVER, settled_at=acting.now)
    await store.add_hand_over(tx, done)
    unit, to_unit, on = handover.unit, handover.to_unit, acting.today
    gone = passed_on(done, case, by=unit, to_unit=to_unit, on=on)
    here = taken_over(done, there, by=to_unit, from_unit=unit, on=on)
    for event in (gone, here):
        await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    data = {"to_unit": to_unit}
    await notify(tx, there, "handed_over", now=acting.now, data=data, once=str(handover.id))
    return done
