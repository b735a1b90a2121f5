"""Taking over: what comes from another node is opened, kept, and answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases, messages
from services.intake.cases.workflows.entries import SYSTEM, note, notify
from services.intake.handing_over import outgoing, store
from services.intake.handing_over.domain import (
    HandOver,
    HandOverOfAnother,
    HandReason,
    HandState,
    Why,
    is_news,
)
from services.intake.handing_over.workflows import bundle
from services.intake.handing_over.workflows.bundle import Letter, Parcel, ParcelDamaged
from services.intake.handing_over.workflows.deciding import ask_ourselves, keep_decided
from services.intake.handing_over.workflows.handing_over import come_back, send
from services.intake.handing_over.workflows.node_keys import replace_lost_key
from services.intake.handing_over.workflows.node_relay import post, tell_and_post
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
from shared.kernel.places import Place, UnitCode

UNREADABLE, WITHDRAWN = "unreadable", "withdrawn"


async def take_over(
    tx: Transaction, event: FeedbackHandedOver, *, place: Place, now: datetime
) -> None:
    """A case arrives: opened, kept with its numbers and its promise, and its sender told.

    Told twice, it is taken over once. What does not open is sent back to be sealed anew.
    """
    known = await store.find_hand_over(tx, event.handover_id)
    if known is not None:
        if known.state is HandState.VOID:
            await _send_back(tx, event, reason=WITHDRAWN, place=place, now=now)
        return
    parcel = await _opened(tx, event, place=place, now=now)
    if parcel is None:
        await _send_back(tx, event, reason=UNREADABLE, place=place, now=now)
        return
    way = _way_in(event, HandState.TAKEN_OVER, now=now)
    await store.add_hand_over(tx, way)
    case = await _kept(tx, parcel, way)
    await _note_arrival(tx, case, way, parcel=parcel, now=now)
    if event.decided:
        await keep_decided(tx, event, on=place.day_of(now))
    on = place.day_of(now)
    told = outgoing.taken_over(way, case, by=way.to_unit, from_unit=way.unit, on=on)
    await tell_and_post(tx, told, to_unit=way.unit, place=place, now=now)


async def let_go(
    tx: Transaction, event: FeedbackTakenOver, *, place: Place, now: datetime
) -> None:
    """The receiver has it: whoever wrote is told where to follow it from now on.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    way = await _sent_to(tx, event.handover_id, event.unit)
    if way is None or way.state in {HandState.TAKEN_OVER, HandState.HANDED_BACK}:
        return
    await store.save_hand_over(
        tx, replace(way, state=HandState.TAKEN_OVER, settled_at=now, why=Why.NOTHING)
    )
    case = await cases.load_case_by_id(tx, way.case_id, to_change=True)
    on = place.day_of(now)
    gone = outgoing.passed_on(way, case, by=way.unit, to_unit=way.to_unit, on=on)
    await publish(tx, OutgoingEvent(event=gone, occurred_at=now))
    data = {"to_unit": way.to_unit}
    await note(tx, case, who=SYSTEM, what="taken_over", now=now, is_public=True, data=data)
    await notify(tx, case, "handed_over", now=now, data=data, once=str(way.id))


async def take_back(
    tx: Transaction, event: FeedbackHandedBack, *, place: Place, now: datetime
) -> None:
    """The receiver does not keep it: it is here again, or it is sealed anew.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    way = await _sent_to(tx, event.handover_id, event.unit)
    if way is None or way.state in {HandState.HANDED_BACK, HandState.WITHDRAWN}:
        return
    if event.reason == UNREADABLE:
        lost = replace(way, state=HandState.WAITING, why=Why.KEY_LOST)
        await send(tx, lost, place=place, now=now)
        return
    is_withdrawn = event.reason == WITHDRAWN
    state = HandState.WITHDRAWN if is_withdrawn else HandState.HANDED_BACK
    await store.save_hand_over(tx, replace(way, state=state, settled_at=now))
    case = await cases.load_case_by_id(tx, way.case_id, to_change=True)
    if not is_withdrawn:
        case = replace(case, bounces=case.bounces + 1, promise_id=uuid7())
        on = place.day_of(now)
        held = outgoing.taken_over(way, case, by=way.unit, from_unit=way.to_unit, on=on)
        await publish(tx, OutgoingEvent(event=held, occurred_at=now))
    here = await come_back(tx, case, now=now)
    if not is_withdrawn:  # nobody said “not ours”: what was decided stands
        await ask_ourselves(tx, here, way, place=place, now=now)


async def give_up(
    tx: Transaction, event: FeedbackHandOverWithdrawn, *, place: Place, now: datetime
) -> None:
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
        handed_at=now,
        state=HandState.VOID,
        settled_at=now,
    )
    await store.add_hand_over(tx, never)
    on = place.day_of(now)
    told = outgoing.never_came(event, never, on=on)
    await post(tx, told, to_unit=event.unit, place=place, now=now)


async def note_progress(
    tx: Transaction, event: FeedbackProgressTold, *, place: Place, now: datetime
) -> None:
    """How far a case has come where it is now; told on to where it came from before.

    Raises:
        HandOverOfAnother: if the case was not handed to that unit.

    """
    way = await _sent_to(tx, event.handover_id, event.unit)
    if way is None or not is_news(way, event.moved_at):
        return
    news = replace(
        way, stands=event.state, stands_due_on=event.due_on, stands_at=event.moved_at
    )
    await store.save_hand_over(tx, news)
    before = await store.last_way(tx, way.case_id, is_out=False)
    if before is not None and before.state is HandState.TAKEN_OVER:
        told = event.model_copy(
            update={"handover_id": before.id, "unit": before.to_unit, "from_unit": before.unit}
        )
        await post(tx, told, to_unit=before.unit, place=place, now=now)


async def tell_progress(
    tx: Transaction, moved: Sequence[CaseId], *, place: Place, now: datetime
) -> None:
    """Cases that came from other nodes have moved: their old addresses shall know."""
    for way in await store.list_taken_over(tx, moved):
        case = await cases.load_case_by_id(tx, way.case_id)
        told = outgoing.progress_told(way, case, at=now)
        await post(tx, told, to_unit=way.unit, place=place, now=now)


async def _opened(
    tx: Transaction, event: FeedbackHandedOver, *, place: Place, now: datetime
) -> Parcel | None:
    """What is in the box, if it was sealed to us and belongs to this very way."""
    private = await store.load_private(tx, event.key_id)
    if private is None:
        await replace_lost_key(tx, place=place, now=now)
        return None
    try:
        parcel = bundle.read(unseal(event.sealed, private))
    except (SealUnreadable, ParcelDamaged):
        return None
    ids = (parcel.handover_id, parcel.case.id, parcel.case.due_on)
    return parcel if ids == (event.handover_id, event.feedback_id, event.due_on) else None


async def _kept(tx: Transaction, parcel: Parcel, way: HandOver) -> Case:
    """The case, as it is kept here: for the first time, or again."""
    told = replace(parcel.case, unit=way.to_unit, bounces=way.bounces, promise_id=uuid7())
    letters = [await _unmistaken(tx, letter) for letter in parcel.letters]
    first, *others = sorted(letters, key=lambda letter: not letter.message.opened)
    known = await store.load_left(tx, told.id)
    if known is None:
        await cases.add_case(tx, told, first.message)
    else:
        told = replace(told, version=known.version + 1)
        others = [first, *others]
    await cases.save_case(tx, told)
    for letter in others:
        await messages.add_message(tx, letter.message)
    for letter in parcel.letters:
        await messages.keep_answers(tx, letter.message.id, letter.answers)
        if letter.contact is not None:
            await messages.keep_contact(tx, letter.message.id, letter.contact)
    await messages.add_known_entries(tx, parcel.entries)
    return told


async def _unmistaken(tx: Transaction, letter: Letter) -> Letter:
    """A letter that was written to both nodes is two messages: the channel's name for it leads
    to the one that came here by itself.
    """
    message = letter.message
    if message.external_ref is None:
        return letter
    known = await messages.find_message(
        tx, channel=message.channel, external_ref=message.external_ref
    )
    if known is None or known.id == message.id:
        return letter
    return replace(letter, message=replace(message, external_ref=None))


async def _note_arrival(
    tx: Transaction, case: Case, way: HandOver, *, parcel: Parcel, now: datetime
) -> None:
    data = {"from_unit": way.unit, "photos_left": parcel.photos_left}
    await note(tx, case, who=SYSTEM, what="received_from", now=now, is_public=True, data=data)
    if parcel.note:
        await note(tx, case, who=SYSTEM, what=bundle.NOTE, now=now, words=parcel.note)


async def _send_back(
    tx: Transaction, event: FeedbackHandedOver, *, reason: str, place: Place, now: datetime
) -> None:
    told = outgoing.not_opened(event, reason=reason, on=place.day_of(now))
    await post(tx, told, to_unit=event.unit, place=place, now=now)


async def _sent_to(tx: Transaction, handover_id: UUID, unit: str) -> HandOver | None:
    """A hand-over of ours to that unit; nothing if none of ours has this id.

    First the case is locked, then its way: as by whoever asks it back at this moment.
    """
    case_id = await store.find_case_handed(tx, handover_id)
    if case_id is None:
        return None
    await cases.load_case_by_id(tx, case_id, to_change=True)
    way = await store.find_hand_over(tx, handover_id)
    if way is None or way.to_unit != unit:
        raise HandOverOfAnother
    return way


def _way_in(event: FeedbackHandedOver, state: HandState, *, now: datetime) -> HandOver:
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
        state=state,
        key_id=event.key_id,
        settled_at=now,
    )
