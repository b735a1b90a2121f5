"""Merging and splitting: many messages of one matter are one case, until told otherwise.

Whoever wrote follows their own number; it leads to the case that speaks for it. They are
told where it stands, and never see what others wrote.
"""

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases import outgoing as told_of_cases
from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.merging import (
    MessageUnknown,
    merged_into,
    parted,
    refuse_apart,
    refuse_opening,
)
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store import feedback as store
from services.intake.cases.store import merging as merged
from services.intake.cases.store import messages
from services.intake.cases.store.promises import promises_at
from services.intake.cases.workflows.answering import take_case
from services.intake.cases.workflows.case_promises import settle_case
from services.intake.cases.workflows.entries import actor_of, note
from services.intake.cases.workflows.notices import notify
from services.intake.cases.workflows.receiving import opened_by
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish


async def merge(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, into: TrackingNumber
) -> Case:
    """Let another case speak for this one; whoever wrote is told, and it can be undone.

    Raises:
        MergedIntoItself, MergedElsewhere: if they cannot be one.

    """
    first, second = await _both(tx, number, into)
    case = await take_case(tx, first, acting)
    main = await store.load_case(tx, second, to_change=True)
    after = merged_into(case, main)
    await store.save_case(tx, after)
    await settle_case(tx, case, after, at=Acting(place=acting.place, now=acting.now))
    await merged.lead_to(tx, case.id, main.id)  # what was merged into it goes along
    await publish(tx, outgoing.feedback_merged(after, main, acting.now, on=acting.today))
    await _note_both(tx, after, main, what="merged", acting=acting)
    await notify(tx, after, "merged", now=acting.now, data=_promise(main))
    return after


async def unmerge(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """Take a merger back: the case stands where it stood, its dates as they were."""
    case = await take_case(tx, number, acting)
    after = parted(case, promise_id=uuid7())
    assert case.merged_into is not None
    main = await store.load_case_by_id(tx, case.merged_into)
    await store.save_case(tx, after)
    await publish(tx, outgoing.feedback_unmerged(after, acting.now, on=acting.today))
    await _note_both(tx, after, main, what="unmerged", acting=acting)
    await notify(tx, after, "unmerged", now=acting.now, data=_promise(after))
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
    await merged.open_with(tx, own, message.id)
    await publish(tx, told_of_cases.feedback_received(own))
    await _note_both(tx, own, case, what="split_off", acting=acting)
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
        unseen = Acting(principal=acting.principal, place=acting.place, now=acting.now)
        await merge(tx, message, unseen, into=number)
        return await store.load_case(tx, number)
    await _both(tx, number, message)
    case, source = await take_case(tx, number, acting), await store.load_case(tx, message)
    refuse_apart(source, case)
    await merged.move_message(tx, found.id, to=case.id)
    who = actor_of(acting.principal)
    await note(tx, case, who=who, what="message_joined", now=acting.now)
    return case


async def _both(
    tx: Transaction, one: TrackingNumber, other: TrackingNumber
) -> tuple[TrackingNumber, TrackingNumber]:
    """Both numbers, their cases locked in one order, so that no two mergers wait in a ring."""
    cases = [await store.load_case(tx, number) for number in (one, other)]
    await merged.lock_cases(tx, [case.id for case in cases])
    return one, other


async def _message(tx: Transaction, case_id: CaseId, number: TrackingNumber) -> Message:
    found = await messages.find_numbered(tx, number)
    if found is None or found.case_id != case_id:
        raise MessageUnknown
    return found


async def _note_both(
    tx: Transaction, case: Case, other: Case, *, what: str, acting: Acting
) -> None:
    who = actor_of(acting.principal)
    data = {"with": other.number}
    await note(tx, case, who=who, what=what, now=acting.now, data=data, is_public=True)
    back = {"with": case.number}
    await note(tx, other, who=who, what=f"{what}_here", now=acting.now, data=back)


def _promise(case: Case) -> dict[str, str]:
    return {"promised_on": case.promised_on.isoformat()}
