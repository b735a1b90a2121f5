"""Receiving: from what a channel brings to a case with a promise, or to one more message."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import randbits

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain.cases import Case, CaseId, Visibility, accepted_location
from services.intake.cases.domain.deadlines import Promises
from services.intake.cases.domain.messages import (
    Contact,
    Incoming,
    Message,
    MessageId,
    accepted_contact,
)
from services.intake.cases.domain.tracking import ENTROPY_BITS, TrackingNumber, tracking_number
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.store import cases as store
from services.intake.cases.store import messages
from services.intake.cases.store.promises import promises_at
from services.intake.cases.workflows.entries import CITIZEN, note, notify
from services.intake.categories.workflows import Filed, filed
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.places import Place

Draw = Callable[[], TrackingNumber]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The case, and the number its newest message is followed by."""

    case: Case
    number: TrackingNumber
    message_id: MessageId
    is_new: bool
    """False: the channel brought it before, and nothing was done."""


def drawn() -> TrackingNumber:
    """A number nobody can guess."""
    return tracking_number(randbits(ENTROPY_BITS))


async def receive_feedback(
    tx: Transaction, incoming: Incoming, *, place: Place, now: datetime, draw: Draw = drawn
) -> Received:
    """Accept what a citizen says, open a case and promise an answer.

    The same message brought twice by its channel is one.

    Raises:
        FeedbackEmpty, FeedbackTooLong, TextUnreadable, CategoryUnknown, PositionUnusable,
        AddressTooLong, ContactTooLong, PhoneUnreadable, EmailUnusable, ContactOfNobody:
            if what was said cannot be taken in.

    """
    contact = accepted_contact(incoming.contact, incoming.visibility)
    known = await _brought_before(tx, incoming)
    if known is not None:
        return known
    filing = await filed(tx, incoming.category, incoming.unit, place=place, now=now)
    promises, added = await promises_at(tx, now, place=place), False
    while not added:  # a number may be taken, once in a very long while
        case = opened(incoming, filing, promises, place=place, now=now, number=draw())
        message = _message(case, incoming)
        added = await store.add_case(tx, case, message)
    if incoming.answers:
        await messages.keep_answers(tx, message.id, incoming.answers)
    await publish(tx, outgoing.feedback_received(case))
    if not contact.is_empty:
        await messages.keep_contact(tx, message.id, contact)
        await notify(tx, case, "received", now=now)
    return Received(case=case, number=case.number, message_id=message.id, is_new=True)


def opened(
    incoming: Incoming,
    filing: Filed,
    promises: Promises,
    *,
    place: Place,
    now: datetime,
    number: TrackingNumber,
) -> Case:
    """The case a message opens, with its clocks; they run from the day of receipt."""
    day, location = place.day_of(now), accepted_location(incoming.location)
    due = promises.due(now, profile=filing.profile)
    case_id = CaseId(uuid7())
    return Case(
        id=case_id,
        number=number,
        unit=filing.unit,
        category=filing.category,
        leaf=filing.leaf,
        routed_by=filing.routed_by,
        kind=incoming.kind,
        channel=incoming.channel,
        visibility=incoming.visibility,
        text=accepted_text(incoming.text),
        latitude=location.latitude,
        longitude=location.longitude,
        address=location.address,
        received_at=now,
        received_on=day,
        acknowledge_by=promises.acknowledge_by(now),
        answer_by=promises.answer_by(now),
        promise_id=case_id,
        due_on=due.on,
        due_is_provisional=due.provisional,
        promised_on=due.on,
    )


def opened_by(message: Message, promises: Promises, *, like: Case, place: Place) -> Case:
    """The case a message makes that was part of another; its clocks run from its receipt."""
    at, due = message.received_at, promises.due(message.received_at)
    case_id = CaseId(uuid7())
    return Case(
        id=case_id,
        number=message.number,
        unit=like.unit,
        category=like.category,
        leaf=like.leaf,
        kind=like.kind,
        channel=message.channel,
        visibility=message.visibility,
        text=message.text,
        received_at=at,
        received_on=place.day_of(at),
        acknowledge_by=promises.acknowledge_by(at),
        answer_by=promises.answer_by(at),
        promise_id=case_id,
        due_on=due.on,
        due_is_provisional=due.provisional,
        promised_on=due.on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One more message about a case that is there already."""

    text: str
    channel: str = "online_channel"
    external_ref: str | None = None
    visibility: Visibility = Visibility.ANONYMOUS
    contact: Contact = field(default_factory=Contact)
    language: str = "vi"


async def add_message(
    tx: Transaction, number: TrackingNumber, addition: Addition, *, now: datetime
) -> Received:
    """Add a message to the case one of whose messages has this number. No date moves.

    Raises:
        FeedbackUnknown: if there is none.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.
        ContactTooLong, PhoneUnreadable, EmailUnusable, ContactOfNobody: if the contact is none.

    """
    text = accepted_text(addition.text)
    contact = accepted_contact(addition.contact, addition.visibility)
    case = await store.load_case(tx, number, to_change=True)
    told = await _told_before(tx, addition.channel, addition.external_ref)
    if told is not None:
        return Received(case=case, number=told.number, message_id=told.id, is_new=False)
    message = _further(case, addition, text=text, now=now)
    while not await messages.add_message(tx, message):
        message = _further(case, addition, text=text, now=now)
    if not contact.is_empty:
        await messages.keep_contact(tx, message.id, contact)
    await note(tx, case, who=CITIZEN, what="message_added", now=now)
    if case.merged_into is not None:  # whoever works on it looks there
        main = await store.load_case_by_id(tx, case.merged_into)
        data = {"with": case.number}
        await note(tx, main, who=CITIZEN, what="message_added", now=now, data=data)
    return Received(case=case, number=message.number, message_id=message.id, is_new=True)


async def _brought_before(tx: Transaction, incoming: Incoming) -> Received | None:
    told = await _told_before(tx, incoming.channel, incoming.external_ref)
    if told is None:
        return None
    case = await store.load_case_by_id(tx, told.case_id)
    return Received(case=case, number=told.number, message_id=told.id, is_new=False)


async def _told_before(
    tx: Transaction, channel: str, external_ref: str | None
) -> Message | None:
    if external_ref is None:
        return None
    await messages.lock_reference(tx, channel=channel, external_ref=external_ref)
    return await messages.find_message(tx, channel=channel, external_ref=external_ref)


def _message(case: Case, incoming: Incoming) -> Message:
    return Message(
        id=MessageId(uuid7()),
        case_id=case.id,
        number=case.number,
        channel=case.channel,
        external_ref=incoming.external_ref,
        received_at=case.received_at,
        text=case.text,
        visibility=case.visibility,
        language=incoming.language,
        opened=True,
    )


def _further(case: Case, addition: Addition, *, text: str, now: datetime) -> Message:
    return Message(
        id=MessageId(uuid7()),
        case_id=case.id,
        number=drawn(),
        channel=addition.channel,
        external_ref=addition.external_ref,
        received_at=now,
        text=text,
        visibility=addition.visibility,
        language=addition.language,
        opened=False,
    )
