"""Taking over: what comes from another node is opened, kept, and answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.messages import Message
from services.intake.cases.store import cases, messages
from services.intake.cases.workflows.entries import SYSTEM, note, notify
from services.intake.handing_over import store
from services.intake.handing_over.domain import (
    HandOver,
    HandOverOfAnother,
    HandReason,
    HandState,
    Why,
    is_news,
)
from services.intake.handing_over.outgoing import passed_on, taken_over
from services.intake.handing_over.workflows import bundle
from services.intake.handing_over.workflows.bundle import Bundle, ParcelDamaged
from services.intake.handing_over.workflows.deciding import ask_ourselves, keep_decided
from services.intake.handing_over.workflows.node_keys import replace_lost_key
from services.intake.handing_over.workflows.node_relay import publish_and_send, send_to_node
from services.intake.handing_over.workflows.outbound import come_back, send
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.sealing import SealUnreadable, unseal
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHandOverWithdrawn,
    FeedbackProgressTold,
    FeedbackTakenOver,
)
from shared.kernel.places import UnitCode

UNREADABLE, WITHDRAWN = "unreadable", "withdrawn"
UNKNOWN_CATEGORY = "unknown"
"""Of a case that never came."""


async def take_over(tx: Transaction, event: FeedbackHandedOver, acting: Acting) -> None:
    """A case arrives: opened, kept with its numbers and its promise, and its sender told.

    Told twice, it is taken over once. What does not open is sent back to be sealed anew.
    """
    known = await store.find_hand_over(tx, event.handover_id)
    if known is not None:
        if known.state is HandState.VOID:
            await _send_back(tx, event, acting, reason=WITHDRAWN)
        return
    content = await _opened(tx, event, acting)
    if content is None:
        await _send_back(tx, event, acting, reason=UNREADABLE)
        return
    handover, now, on = _arrived(event, now=acting.now), acting.now, acting.today
    await store.add_hand_over(tx, handover)
    case = await _save_case(tx, content, handover)
    data = {"from_unit": handover.unit, "photos_left": content.photos_left}
    await note(tx, case, who=SYSTEM, what="received_from", now=now, is_public=True, data=data)
    if content.note:
        await note(tx, case, who=SYSTEM, what=bundle.NOTE, now=now, words=content.note)
    if event.decided:
        await keep_decided(tx, event, on=on)
    here = taken_over(handover, case, by=handover.to_unit, from_unit=handover.unit, on=on)
    await publish_and_send(tx, here, to_unit=handover.unit, acting=acting)


async def let_go(tx: Transaction, event: FeedbackTakenOver, acting: Acting) -> None:
    """The receiver has it: whoever wrote is told where to follow it from now on.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    handover = await _sent_to(tx, event.handover_id, event.unit)
    if handover is None or handover.state in {HandState.TAKEN_OVER, HandState.HANDED_BACK}:
        return
    now, to_unit = acting.now, handover.to_unit
    settled = replace(handover, state=HandState.TAKEN_OVER, settled_at=now, why=Why.NOTHING)
    await store.save_hand_over(tx, settled)
    case = await cases.load_case_by_id(tx, handover.case_id, to_change=True)
    gone = passed_on(handover, case, by=handover.unit, to_unit=to_unit, on=acting.today)
    await publish(tx, OutgoingEvent(event=gone, occurred_at=now))
    data = {"to_unit": to_unit}
    await note(tx, case, who=SYSTEM, what="taken_over", now=now, is_public=True, data=data)
    await notify(tx, case, "handed_over", now=now, data=data, once=str(handover.id))


async def take_back(tx: Transaction, event: FeedbackHandedBack, acting: Acting) -> None:
    """The receiver does not keep it: it is here again, or it is sealed anew.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    handover = await _sent_to(tx, event.handover_id, event.unit)
    if handover is None or handover.state in {HandState.HANDED_BACK, HandState.WITHDRAWN}:
        return
    if event.reason == UNREADABLE:
        await send(tx, replace(handover, state=HandState.WAITING, why=Why.KEY_LOST), acting)
        return
    is_withdrawn, now, unit = event.reason == WITHDRAWN, acting.now, handover.unit
    state = HandState.WITHDRAWN if is_withdrawn else HandState.HANDED_BACK
    await store.save_hand_over(tx, replace(handover, state=state, settled_at=now))
    case = await cases.load_case_by_id(tx, handover.case_id, to_change=True)
    if is_withdrawn:  # nobody said “not ours”: what was decided stands
        await come_back(tx, case, now=now)
        return
    case = replace(case, bounces=case.bounces + 1, promise_id=uuid7())
    held = taken_over(handover, case, by=unit, from_unit=handover.to_unit, on=acting.today)
    await publish(tx, OutgoingEvent(event=held, occurred_at=now))
    here = await come_back(tx, case, now=now)
    await ask_ourselves(tx, here, handover, acting)


async def give_up(tx: Transaction, event: FeedbackHandOverWithdrawn, acting: Acting) -> None:
    """The sender wants it back: too late if it is here; else it will not be let in."""
    if await store.find_hand_over(tx, event.handover_id) is not None:
        return
    never = HandOver(
        id=event.handover_id,
        case_id=CaseId(event.feedback_id),
        is_out=False,
        unit=UnitCode(event.unit),
        to_unit=UnitCode(event.to_unit),
        reason=HandReason.MOVED,
        bounces=0,
        decided=False,
        handed_at=acting.now,
        state=HandState.VOID,
        settled_at=acting.now,
    )
    await store.add_hand_over(tx, never)
    refusal = FeedbackHandedBack(
        handover_id=event.handover_id,
        feedback_id=event.feedback_id,
        unit=never.to_unit,
        from_unit=never.unit,
        category=UNKNOWN_CATEGORY,
        received_on=event.withdrawn_on,
        due_on=event.withdrawn_on,
        handed_back_on=acting.today,
        reason=WITHDRAWN,
        bounces=0,
    )
    await send_to_node(tx, refusal, to_unit=event.unit, acting=acting)


async def note_progress(tx: Transaction, event: FeedbackProgressTold, acting: Acting) -> None:
    """How far a case has come where it is now; told on to where it came from before.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    handover = await _sent_to(tx, event.handover_id, event.unit)
    if handover is None or not is_news(handover, event.moved_at):
        return
    news = replace(
        handover, stands=event.state, stands_due_on=event.due_on, stands_at=event.moved_at
    )
    await store.save_hand_over(tx, news)
    before = await store.last_handover(tx, handover.case_id, is_out=False)
    if before is not None and before.state is HandState.TAKEN_OVER:
        ends = {"handover_id": before.id, "unit": before.to_unit, "from_unit": before.unit}
        onward = event.model_copy(update=ends)
        await send_to_node(tx, onward, to_unit=before.unit, acting=acting)


async def tell_progress(tx: Transaction, moved: Sequence[CaseId], acting: Acting) -> None:
    """Cases that came from other nodes have moved: their old addresses shall know."""
    for handover in await store.list_taken_over(tx, moved):
        case = await cases.load_case_by_id(tx, handover.case_id)
        event = FeedbackProgressTold(
            handover_id=handover.id,
            feedback_id=case.id,
            unit=handover.to_unit,
            from_unit=handover.unit,
            state=case.state.value,
            due_on=case.promised_on,
            moved_at=acting.now,
        )
        await send_to_node(tx, event, to_unit=handover.unit, acting=acting)


async def _opened(tx: Transaction, event: FeedbackHandedOver, acting: Acting) -> Bundle | None:
    """What is in the box, if it was sealed to us and belongs to this very hand-over."""
    private = await store.load_private(tx, event.key_id)
    if private is None:
        await replace_lost_key(tx, acting)
        return None
    try:
        content = bundle.read(unseal(event.sealed, private))
    except (SealUnreadable, ParcelDamaged):
        return None
    ids = (content.handover_id, content.case.id, content.case.due_on)
    return content if ids == (event.handover_id, event.feedback_id, event.due_on) else None


async def _save_case(tx: Transaction, content: Bundle, handover: HandOver) -> Case:
    """The case, as it is kept here: for the first time, or again."""
    case = replace(
        content.case, unit=handover.to_unit, bounces=handover.bounces, promise_id=uuid7()
    )
    new = [await _unmistaken(tx, bundled.message) for bundled in content.letters]
    first, *others = sorted(new, key=lambda message: not message.opened)
    known = await store.load_left(tx, case.id)
    if known is None:
        await cases.add_case(tx, case, first)
    else:
        case = replace(case, version=known.version + 1)
        others = [first, *others]
    await cases.save_case(tx, case)
    for message in others:
        await messages.add_message(tx, message)
    for bundled in content.letters:
        await messages.keep_answers(tx, bundled.message.id, bundled.answers)
        if bundled.contact is not None:
            await messages.keep_contact(tx, bundled.message.id, bundled.contact)
    await messages.add_known_entries(tx, content.entries)
    return case


async def _unmistaken(tx: Transaction, message: Message) -> Message:
    """What was written to both nodes is two messages: the channel's name for it leads to the
    one that came here by itself.
    """
    if message.external_ref is None:
        return message
    known = await messages.find_message(
        tx, channel=message.channel, external_ref=message.external_ref
    )
    is_other = known is not None and known.id != message.id
    return replace(message, external_ref=None) if is_other else message


async def _send_back(
    tx: Transaction, event: FeedbackHandedOver, acting: Acting, *, reason: str
) -> None:
    """It did not arrive: its box does not open here, or it was asked back before."""
    refusal = FeedbackHandedBack(
        handover_id=event.handover_id,
        feedback_id=event.feedback_id,
        unit=event.to_unit,
        from_unit=event.unit,
        category=event.category,
        received_on=event.received_on,
        due_on=event.due_on,
        handed_back_on=acting.today,
        reason=reason,
        bounces=event.bounces,
    )
    await send_to_node(tx, refusal, to_unit=event.unit, acting=acting)


async def _sent_to(tx: Transaction, handover_id: UUID, unit: str) -> HandOver | None:
    """A hand-over of ours to that unit; nothing if none of ours has this id.

    First the case is locked, then its way: as by whoever asks it back at this moment.
    """
    case_id = await store.find_case_handed(tx, handover_id)
    if case_id is None:
        return None
    await cases.load_case_by_id(tx, case_id, to_change=True)
    handover = await store.find_hand_over(tx, handover_id)
    if handover is None or handover.to_unit != unit:
        raise HandOverOfAnother
    return handover


def _arrived(event: FeedbackHandedOver, *, now: datetime) -> HandOver:
    return HandOver(
        id=event.handover_id,
        case_id=CaseId(event.feedback_id),
        is_out=False,
        unit=UnitCode(event.unit),
        to_unit=UnitCode(event.to_unit),
        reason=HandReason(event.reason),
        bounces=event.bounces,
        decided=event.decided,
        handed_at=now,
        state=HandState.TAKEN_OVER,
        key_id=event.key_id,
        settled_at=now,
    )
