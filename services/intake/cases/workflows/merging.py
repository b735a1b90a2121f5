"""Merging and splitting: many messages of one matter are one case, until told otherwise.

Whoever wrote follows their own number; it leads to the case that speaks for it. They are
told where it stands, and never see what others wrote.
"""

from dataclasses import replace

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.steps import (
    MessageUnknown,
    merged_into,
    parted,
    refuse_apart,
    refuse_opening,
)
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store import cases as store
from services.intake.cases.store import messages
from services.intake.cases.store.promises import promises_at
from services.intake.cases.workflows.answering import StepNote, keep_step, take_case
from services.intake.cases.workflows.entries import actor_of, note, notify
from services.intake.cases.workflows.receiving import opened_by
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.events.merging import FeedbackMerged, FeedbackUnmerged


async def merge(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, into: TrackingNumber
) -> Case:
    """Let another case speak for this one; whoever wrote is told, and it can be undone.

    Raises:
        MergedIntoItself, MergedElsewhere: if they cannot be one.

    """
    await _lock_both(tx, number, into)
    case = await take_case(tx, number, acting)
    main = await store.load_case(tx, into, to_change=True)
    after = merged_into(case, main)
    await store.lead_to(tx, case.id, main.id)  # what was merged into it goes along
    event = FeedbackMerged(
        **outgoing.about(case), promise_id=case.promise_id, into=main.id, merged_on=acting.today
    )
    step = StepNote(what="merged", data={"with": main.number}, notice=_promise(main))
    await keep_step(tx, case, after, acting, step=step, event=event)
    await _note_there(tx, main, case, what="merged_here", acting=acting)
    return after


async def unmerge(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """Take a merger back: the case stands where it stood, its dates as they were."""
    case = await take_case(tx, number, acting)
    after = parted(case, promise_id=uuid7())
    assert case.merged_into is not None
    main = await store.load_case_by_id(tx, case.merged_into)
    event = FeedbackUnmerged(
        **outgoing.about(after),
        promise_id=after.promise_id,
        due_on=after.due_on,
        unmerged_on=acting.today,
    )
    step = StepNote(what="unmerged", data={"with": main.number}, notice=_promise(after))
    await keep_step(tx, case, after, acting, step=step, event=event)
    await _note_there(tx, main, case, what="unmerged_here", acting=acting)
    return after


async def split(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, off: TrackingNumber
) -> Case:
    """Make a message a case of its own; its clocks run from the day it was received.

    Raises:
        MessageUnknown: if the case has no such message.
        OnlyMessage: if it is the one that opened the case.

    """
    case = await take_case(tx, number, acting)
    message = await _message(tx, case.id, off)
    refuse_opening(message)
    promises = await promises_at(tx, acting.now, place=acting.place)
    own = opened_by(message, promises, like=case, place=acting.place)
    await store.open_with(tx, own, message.id)
    await publish(tx, outgoing.feedback_received(own))
    who, data = actor_of(acting.principal), {"with": case.number}
    await note(tx, own, who=who, what="split_off", now=acting.now, data=data, is_public=True)
    await _note_there(tx, case, own, what="split_off_here", acting=acting)
    await notify(tx, own, "split_off", now=acting.now, data=_promise(own))
    return own


async def join(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, message: TrackingNumber
) -> Case:
    """Bring a message from another case into this one; the one it opened is merged whole.

    Raises:
        MessageUnknown: if nobody ever wrote under that number.
        MergedElsewhere: if it was written to another unit.
        Conflict: if nobody works on this case any more.

    """
    found = await messages.find_numbered(tx, message)
    if found is None:
        raise MessageUnknown
    if found.opened:
        unseen = replace(acting, seen_version=None)
        await merge(tx, message, unseen, into=number)
        return await store.load_case(tx, number)
    await _lock_both(tx, number, message)
    case, source = await take_case(tx, number, acting), await store.load_case(tx, message)
    refuse_apart(source, case)
    await store.move_message(tx, found.id, to=case.id)
    who = actor_of(acting.principal)
    await note(tx, case, who=who, what="message_joined", now=acting.now)
    return case


async def _lock_both(tx: Transaction, one: TrackingNumber, other: TrackingNumber) -> None:
    """Lock both cases in one order, so that no two mergers wait in a ring."""
    cases = [await store.load_case(tx, number) for number in (one, other)]
    await store.lock_cases(tx, [case.id for case in cases])


async def _message(tx: Transaction, case_id: CaseId, number: TrackingNumber) -> Message:
    found = await messages.find_numbered(tx, number)
    if found is None or found.case_id != case_id:
        raise MessageUnknown
    return found


async def _note_there(
    tx: Transaction, case: Case, other: Case, *, what: str, acting: Acting
) -> None:
    """Colleagues at the other case read of it, too."""
    who, data = actor_of(acting.principal), {"with": other.number}
    await note(tx, case, who=who, what=what, now=acting.now, data=data)


def _promise(case: Case) -> dict[str, str]:
    return {"promised_on": case.promised_on.isoformat()}
