"""Appeals: from a citizen's words to the level above, and its answer home again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.appeals import store
from services.intake.appeals.catalogue import ladder
from services.intake.appeals.domain import (
    AlreadyAppealed,
    Appeal,
    AppealOfAnother,
    AppealState,
    AppealUnknown,
    Escalation,
    EscalationReason,
    EscalationUnknown,
    KeyNotKnown,
    LateState,
    NobodyAbove,
    decided,
    escalation_id,
    last_day_late,
    next_above,
    refuse_appeal,
    superior,
)
from services.intake.appeals.store import bound, opened
from services.intake.cases.domain import steps
from services.intake.cases.domain.cases import ANSWERED, Case, CaseId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_reply, accepted_text
from services.intake.cases.outgoing import feedback_reopened
from services.intake.cases.store import cases
from services.intake.cases.store.messages import find_numbered
from services.intake.cases.workflows.answering import keep_move
from services.intake.cases.workflows.entries import CITIZEN, SYSTEM, note, notify
from services.intake.handing_over.domain import KnownKey
from services.intake.handing_over.workflows.node_keys import key_of_host
from services.intake.handing_over.workflows.node_relay import (
    is_served_here,
    publish_and_send,
    send_to_node,
)
from shared.chassis.acting import Acting
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.directory import living_line_of
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.sealing import SealUnreadable, seal
from shared.events.handing_over import AppealDecided, AppealFiled, FeedbackEscalated
from shared.kernel.places import UnitCode
from shared.kernel.working_days import Due

MOST_SENT = 100
AT_ONCE = 200
Told = TypeVar("Told", AppealFiled, AppealDecided)


async def file_appeal(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str
) -> Appeal:
    """Whoever rated the answer poor asks the level above.

    Raises:
        NoPoorRating, AlreadyAppealed, NobodyAbove: if there is no way up.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    said, now = accepted_text(words), acting.now
    case = await cases.load_case(tx, number, to_change=True)
    refuse_appeal(case)
    above = await superior_of(tx, case.unit, acting)
    if above is None:
        raise NobodyAbove
    appeal = Appeal(
        id=uuid7(),
        case_id=case.id,
        promise_id=case.promise_id,
        unit=case.unit,
        to_unit=above,
        category=case.category,
        received_on=case.received_on,
        due_on=case.due_on,
        rating=case.rating or 1,
        filed_on=acting.today,
        words=said,
        state=AppealState.WAITING,
    )
    if not await store.add_appeal(tx, appeal):
        raise AlreadyAppealed
    by = await find_numbered(tx, number)
    data = {"to_unit": above} | ({"message": str(by.id)} if by else {})
    await note(
        tx, case, who=CITIZEN, what="appealed", now=now, words=said, is_public=True, data=data
    )
    return await send(tx, appeal, acting)


async def superior_of(tx: Transaction, unit: str, acting: Acting) -> UnitCode | None:
    """Who stands above a unit today; if nobody is known here, the node above."""
    line = await living_line_of(tx, unit, day=acting.today)
    above = next_above(line) or acting.place.parent
    return UnitCode(above) if above else None


async def send(tx: Transaction, appeal: Appeal, acting: Acting) -> Appeal:
    """Tell the level above; words leave the node only sealed, and wait for a key."""
    event = AppealFiled(
        appeal_id=appeal.id,
        feedback_id=appeal.case_id,
        unit=appeal.unit,
        to_unit=appeal.to_unit,
        category=appeal.category,
        received_on=appeal.received_on,
        due_on=appeal.due_on,
        rating=appeal.rating,
        filed_on=appeal.filed_on,
    )
    if await is_served_here(tx, appeal.to_unit, acting.place):
        await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    else:
        key = await key_of_host(tx, appeal.to_unit)
        if key is None:
            return appeal
        event = _sealed(event, key, words=appeal.words)
        await send_to_node(tx, event, to_unit=appeal.to_unit, acting=acting)
    filed = replace(appeal, state=AppealState.FILED)
    await store.save_appeal(tx, filed)
    return filed


async def send_what_waits(tx: Transaction, acting: Acting) -> None:
    """Send the appeals whose key has become known; the others hold up nobody."""
    last = None
    while unsent := await store.list_unsent(tx, after=last, most=MOST_SENT):
        for appeal in unsent:
            await send(tx, appeal, acting)
        last = unsent[-1].id


async def hear_appeal(tx: Transaction, event: AppealFiled, _: Acting) -> None:
    """An appeal comes before a superior of this node."""
    appeal = Appeal(
        id=event.appeal_id,
        case_id=CaseId(event.feedback_id),
        promise_id=None,
        unit=UnitCode(event.unit),
        to_unit=UnitCode(event.to_unit),
        category=event.category,
        received_on=event.received_on,
        due_on=event.due_on,
        rating=event.rating,
        filed_on=event.filed_on,
        sealed=event.sealed,
        key_id=event.key_id,
        state=AppealState.FILED,
    )
    await store.add_appeal(tx, appeal)


async def decide(
    tx: Transaction, appeal_id: UUID, *, until: date | None, words: str, acting: Acting
) -> Appeal:
    """Uphold an appeal, with a new day, or dismiss it; either way with words for the citizen.

    Raises:
        AppealUnknown, AppealDecidedBefore, NewDayNeeded: if it cannot be decided so.
        ReplyEmpty: if nothing is said.
        KeyNotKnown: if the words cannot be sealed to where the case is.

    """
    said, today = accepted_reply(words), acting.today
    appeal = await store.find_appeal(tx, appeal_id, to_change=True)
    if appeal is None:
        raise AppealUnknown
    made = decided(appeal, until=until, on=today, by=acting.account)
    await store.save_appeal(tx, made)
    event = AppealDecided(
        appeal_id=made.id,
        feedback_id=made.case_id,
        unit=made.to_unit,
        of_unit=made.unit,
        outcome="upheld" if made.state is AppealState.UPHELD else "dismissed",
        decided_on=today,
        due_on=made.until,
    )
    if await is_served_here(tx, appeal.unit, acting.place):
        await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
        await _obey(tx, made, said, acting)
        return made
    key = await key_of_host(tx, appeal.unit)
    if key is None:
        raise KeyNotKnown
    event = _sealed(event, key, words=said)
    await publish_and_send(tx, event, to_unit=appeal.unit, acting=acting)
    return made


async def hear_decision(tx: Transaction, event: AppealDecided, acting: Acting) -> None:
    """The level above has decided about a case of ours.

    Raises:
        AppealOfAnother: if it was not this unit that was asked.

    """
    appeal = await store.find_appeal(tx, event.appeal_id, to_change=True)
    if appeal is None or appeal.state in {AppealState.UPHELD, AppealState.DISMISSED}:
        return
    if appeal.to_unit != event.unit:
        raise AppealOfAnother
    said = ""
    if event.sealed is not None and event.key_id is not None:
        try:
            said = await opened(tx, appeal.id, sealed=event.sealed, key_id=event.key_id)
        except SealUnreadable:
            said = ""  # the decision holds, whatever became of its words
    is_upheld = event.outcome == "upheld"
    made = replace(
        appeal,
        state=AppealState.UPHELD if is_upheld else AppealState.DISMISSED,
        until=event.due_on if is_upheld else None,
        decided_on=event.decided_on,
    )
    await store.save_appeal(tx, made)
    await _obey(tx, made, said, acting)


async def _obey(tx: Transaction, appeal: Appeal, said: str, acting: Acting) -> None:
    """Upheld, the case is opened again until the day that was set; the citizen is told why."""
    case, now = await cases.load_case_by_id(tx, appeal.case_id, to_change=True), acting.now
    what = f"appeal_{appeal.state}"
    data: dict[str, str] = {"to_unit": appeal.to_unit}
    if appeal.until is not None:
        data["promised_on"] = appeal.until.isoformat()
        if case.state in ANSWERED:
            case = await _open_again(tx, case, appeal.until, acting)
    await note(tx, case, who=SYSTEM, what=what, now=now, words=said, is_public=True, data=data)
    once = str(appeal.id)
    await notify(tx, case, what, now=now, data=data | {"words": said}, once=once)


async def _open_again(tx: Transaction, case: Case, until: date, acting: Acting) -> Case:
    today, now = acting.today, acting.now
    still_open = replace(case, reopen_until=max(case.reopen_until or today, today))
    due = Due(until, provisional=False)
    after = steps.reopened(still_open, on=today, due=due, promise_id=uuid7())
    await cases.save_case(tx, after)
    await keep_move(tx, case, after, reason="reopened", now=now)
    await publish(tx, feedback_reopened(after, on=today, now=now))
    return after


def _sealed(event: Told, key: KnownKey, *, words: str) -> Told:
    sealed = seal(bound(event.appeal_id, words), key.public)
    return event.model_copy(update={"key_id": key.id, "sealed": sealed})


async def raise_what_is_late(tx: Transaction, acting: Acting) -> int:
    """Bring late cases before the superiors whose turn it is; says how many."""
    today, calendar = acting.today, await known_calendar(tx, acting.now)
    raised = 0
    for rung in ladder().rungs:
        due_by = last_day_late(today, rung.after_working_days, calendar)
        late = await store.list_late(tx, due_by=due_by, level=rung.level, most=AT_ONCE)
        for case in late:
            await _raise(tx, case, rung.level, acting)
        raised += len(late)
    return raised


async def raise_what_is_unseen(tx: Transaction, acting: Acting) -> None:
    """What nobody here has looked at goes one level further; at the top it stays, in sight."""
    today, calendar = acting.today, await known_calendar(tx, acting.now)
    since = last_day_late(today, ladder().unseen_working_days, calendar)
    asked = await store.list_units_asked(tx, raised_by=since)
    above = {
        unit: superior_unit
        for unit in asked
        if (superior_unit := await superior_of(tx, unit, acting)) is not None
    }
    unseen = await store.list_unseen(tx, units=list(above), raised_by=since, most=AT_ONCE)
    for escalation in unseen:
        await store.save_escalation(tx, replace(escalation, state=LateState.RAISED))
        level, by = escalation.level + 1, escalation.to_unit
        further = replace(
            escalation,
            id=escalation_id(escalation.case_id, escalation.due_on, level),
            to_unit=above[by],
            level=level,
            reason=EscalationReason.UNSEEN,
            raised_on=today,
        )
        await _add_and_publish(tx, further, acting, by=by)


async def hear_escalated(tx: Transaction, event: FeedbackEscalated, _: Acting) -> None:
    """A late case comes before a superior of this node."""
    escalation = Escalation(
        id=event.escalation_id,
        case_id=event.feedback_id,
        unit=UnitCode(event.of_unit),
        to_unit=UnitCode(event.to_unit),
        category=event.category,
        due_on=event.due_on,
        level=event.level,
        reason=EscalationReason(event.reason),
        raised_on=event.escalated_on,
        is_here=True,
    )
    await store.add_escalation(tx, escalation)


async def see(tx: Transaction, escalation_id: UUID, acting: Acting) -> Escalation:
    """A superior has looked at it, and sees to it.

    Raises:
        EscalationUnknown: if it is not before anybody here.

    """
    found = await store.find_escalation(tx, escalation_id)
    if found is None or not found.is_here:
        raise EscalationUnknown
    if found.state is not LateState.OPEN:
        return found
    seen = replace(found, state=LateState.SEEN, seen_by=acting.account, seen_on=acting.today)
    await store.save_escalation(tx, seen)
    return seen


async def clear(tx: Transaction, cases: Sequence[UUID]) -> None:
    """These cases are answered, or somebody else's."""
    await store.clear(tx, cases)


async def _raise(tx: Transaction, case: Case, level: int, acting: Acting) -> None:
    today = acting.today
    line = await living_line_of(tx, case.unit, day=today)
    to_unit, reason = superior(line or (case.unit,), level, parent=acting.place.parent)
    escalation = Escalation(
        id=escalation_id(case.id, case.due_on, level),
        case_id=case.id,
        unit=case.unit,
        to_unit=to_unit,
        category=case.category,
        due_on=case.due_on,
        level=level,
        reason=reason,
        raised_on=today,
        is_here=False,
    )
    if await _add_and_publish(tx, escalation, acting, by=case.unit):
        data = {"to_unit": to_unit, "level": level, "reason": reason.value}
        await note(tx, case, who=SYSTEM, what="escalated", now=acting.now, data=data)


async def _add_and_publish(
    tx: Transaction, escalation: Escalation, acting: Acting, *, by: str
) -> bool:
    is_here = await is_served_here(tx, escalation.to_unit, acting.place)
    if not await store.add_escalation(tx, replace(escalation, is_here=is_here)):
        return False
    event = FeedbackEscalated(
        escalation_id=escalation.id,
        feedback_id=escalation.case_id,
        unit=by,
        of_unit=escalation.unit,
        to_unit=escalation.to_unit,
        category=escalation.category,
        due_on=escalation.due_on,
        escalated_on=escalation.raised_on,
        level=escalation.level,
        reason=escalation.reason.value,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    return True
