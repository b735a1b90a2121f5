"""Appeals: from a citizen's words to the level above, and its answer home again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.appeals import outgoing, store
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
from services.intake.appeals.outgoing import feedback_escalated
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
from services.intake.handing_over.workflows.node_keys import key_of
from services.intake.handing_over.workflows.node_relay import post, tell_and_post
from shared.chassis.acting import Acting
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line, living_line_of
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.sealing import SealUnreadable, seal
from shared.events.handing_over import AppealDecided, AppealFiled, FeedbackEscalated
from shared.kernel.places import Place, UnitCode
from shared.kernel.tree_routes import Towards
from shared.kernel.working_days import Due

MOST_SENT = 100


async def file_appeal(
    tx: Transaction, number: TrackingNumber, *, words: str, place: Place, now: datetime
) -> Appeal:
    """Whoever rated the answer poor asks the level above.

    Raises:
        NoPoorRating, AlreadyAppealed, NobodyAbove: if there is no way up.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    said, today = accepted_text(words), place.day_of(now)
    case = await cases.load_case(tx, number, to_change=True)
    refuse_appeal(case)
    above = next_above(await living_line_of(tx, case.unit, day=today)) or place.parent
    if above is None:
        raise NobodyAbove
    appeal = _appeal(case, said, UnitCode(above), on=today)
    if not await store.add_appeal(tx, appeal):
        raise AlreadyAppealed
    by = await find_numbered(tx, number)
    await note(
        tx, case, who=CITIZEN, what="appealed", now=now, words=said, is_public=True,
        data={"to_unit": above} | ({"message": str(by.id)} if by else {}),
    )  # fmt: skip
    return await send(tx, appeal, place=place, now=now)


async def send(tx: Transaction, appeal: Appeal, *, place: Place, now: datetime) -> Appeal:
    """Tell the level above; words leave the node only sealed, and wait for a key."""
    line = await host_line(tx, appeal.to_unit)
    if line.towards(place.code) is Towards.HERE:
        told = outgoing.appeal_filed(appeal, key_id=None, sealed=None)
        await publish(tx, OutgoingEvent(event=told, occurred_at=now))
    else:
        key = await key_of(tx, line.host or "")
        if key is None:
            return appeal
        told = outgoing.appeal_filed(
            appeal, key_id=key.id, sealed=seal(bound(appeal.id, appeal.words), key.public)
        )
        await post(tx, told, to_unit=appeal.to_unit, place=place, now=now)
    filed = replace(appeal, state=AppealState.FILED)
    await store.save_appeal(tx, filed)
    return filed


async def send_what_waits(tx: Transaction, *, place: Place, now: datetime) -> None:
    """Send the appeals whose key has become known; the others hold up nobody."""
    last = None
    while unsent := await store.list_unsent(tx, after=last, most=MOST_SENT):
        for appeal in unsent:
            await send(tx, appeal, place=place, now=now)
        last = unsent[-1].id


async def hear_appeal(
    tx: Transaction, event: AppealFiled, *, place: Place, now: datetime
) -> None:
    """An appeal comes before a superior of this node."""
    del place, now
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
    tx: Transaction, appeal_id: UUID, *, until: date | None, words: str, officer: Acting
) -> Appeal:
    """Uphold an appeal, with a new day, or dismiss it; either way with words for the citizen.

    Raises:
        AppealUnknown, AppealDecidedBefore, NewDayNeeded: if it cannot be decided so.
        ReplyEmpty: if nothing is said.
        KeyNotKnown: if the words cannot be sealed to where the case is.

    """
    said = accepted_reply(words)
    appeal = await store.find_appeal(tx, appeal_id, to_change=True)
    if appeal is None:
        raise AppealUnknown
    by = None if officer.principal is None else officer.principal.account
    made = decided(appeal, until=until, on=officer.today, by=by)
    await store.save_appeal(tx, made)
    place, now = officer.place, officer.now
    line = await host_line(tx, appeal.unit)
    if line.towards(place.code) is Towards.HERE:
        told = outgoing.appeal_decided(made, key_id=None, sealed=None, on=officer.today)
        await publish(tx, OutgoingEvent(event=told, occurred_at=now))
        await _obey(tx, made, said, place=place, now=now)
        return made
    key = await key_of(tx, line.host or "")
    if key is None:
        raise KeyNotKnown
    sealed = seal(bound(made.id, said), key.public)
    told = outgoing.appeal_decided(made, key_id=key.id, sealed=sealed, on=officer.today)
    await tell_and_post(tx, told, to_unit=appeal.unit, place=place, now=now)
    return made


async def hear_decision(
    tx: Transaction, event: AppealDecided, *, place: Place, now: datetime
) -> None:
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
    until = event.due_on if event.outcome == "upheld" else None
    state = AppealState.UPHELD if event.outcome == "upheld" else AppealState.DISMISSED
    made = replace(appeal, state=state, until=until, decided_on=event.decided_on)
    await store.save_appeal(tx, made)
    await _obey(tx, made, said, place=place, now=now)


async def _obey(
    tx: Transaction, appeal: Appeal, said: str, *, place: Place, now: datetime
) -> None:
    """Upheld, the case is opened again until the day that was set; the citizen is told why."""
    case = await cases.load_case_by_id(tx, appeal.case_id, to_change=True)
    what = f"appeal_{appeal.state}"
    if appeal.until is not None and case.state in ANSWERED:
        case = await _open_again(tx, case, appeal.until, place=place, now=now)
    data: dict[str, str] = {"to_unit": appeal.to_unit}
    if appeal.until is not None:
        data["promised_on"] = appeal.until.isoformat()
    await note(tx, case, who=SYSTEM, what=what, now=now, words=said, is_public=True, data=data)
    once = str(appeal.id)
    await notify(tx, case, what, now=now, data=data | {"words": said}, once=once)


async def _open_again(
    tx: Transaction, case: Case, until: date, *, place: Place, now: datetime
) -> Case:
    today = place.day_of(now)
    still_open = replace(case, reopen_until=max(case.reopen_until or today, today))
    after = steps.reopened(
        still_open, on=today, due=Due(until, provisional=False), promise_id=uuid7()
    )
    await cases.save_case(tx, after)
    await keep_move(tx, case, after, reason="reopened", now=now)
    await publish(tx, feedback_reopened(after, on=today, now=now))
    return after


def _appeal(case: Case, words: str, above: UnitCode, *, on: date) -> Appeal:
    return Appeal(
        id=uuid7(),
        case_id=case.id,
        promise_id=case.promise_id,
        unit=case.unit,
        to_unit=above,
        category=case.category,
        received_on=case.received_on,
        due_on=case.due_on,
        rating=case.rating or 1,
        filed_on=on,
        words=words,
        state=AppealState.WAITING,
    )


AT_ONCE = 200


async def raise_what_is_late(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Bring late cases before the superiors whose turn it is; says how many."""
    today, calendar = place.day_of(now), await known_calendar(tx, now)
    raised = 0
    for rung in ladder().rungs:
        due_by = last_day_late(today, rung.after_working_days, calendar)
        late = await store.list_late(tx, due_by=due_by, level=rung.level, most=AT_ONCE)
        for case in late:
            await _raise(tx, case, rung.level, place=place, now=now)
        raised += len(late)
    return raised


async def raise_what_is_unseen(tx: Transaction, *, place: Place, now: datetime) -> None:
    """What nobody here has looked at goes one level further; at the top it stays, in sight."""
    today, calendar = place.day_of(now), await known_calendar(tx, now)
    since = last_day_late(today, ladder().unseen_working_days, calendar)
    above = {
        unit: next_above(await living_line_of(tx, unit, day=today)) or place.parent
        for unit in await store.list_units_asked(tx, raised_by=since)
    }
    units = [unit for unit, superior_of_it in above.items() if superior_of_it is not None]
    for one in await store.list_unseen(tx, units=units, raised_by=since, most=AT_ONCE):
        await store.save_escalation(tx, replace(one, state=LateState.RAISED))
        level = one.level + 1
        further = replace(
            one,
            id=escalation_id(one.case_id, one.due_on, level),
            to_unit=UnitCode(above[one.to_unit] or ""),
            level=level,
            reason=EscalationReason.UNSEEN,
            raised_on=today,
        )
        await _keep_and_tell(tx, further, by=one.to_unit, place=place, now=now)


async def hear_escalated(
    tx: Transaction, event: FeedbackEscalated, *, place: Place, now: datetime
) -> None:
    """A late case comes before a superior of this node."""
    del place, now
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


async def see(tx: Transaction, escalation_id: UUID, officer: Acting) -> Escalation:
    """A superior has looked at it, and sees to it.

    Raises:
        EscalationUnknown: if it is not before anybody here.

    """
    found = await store.find_escalation(tx, escalation_id)
    if found is None or not found.is_here:
        raise EscalationUnknown
    by = None if officer.principal is None else officer.principal.account
    if found.state is LateState.OPEN:
        found = replace(found, state=LateState.SEEN, seen_by=by, seen_on=officer.today)
        await store.save_escalation(tx, found)
    return found


async def clear(tx: Transaction, cases: Sequence[UUID]) -> None:
    """These cases are answered, or somebody else's."""
    await store.clear(tx, cases)


async def _raise(
    tx: Transaction, case: Case, level: int, *, place: Place, now: datetime
) -> None:
    today = place.day_of(now)
    line = await living_line_of(tx, case.unit, day=today)
    to_unit, reason = superior(line or (case.unit,), level, parent=place.parent)
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
    if await _keep_and_tell(tx, escalation, by=case.unit, place=place, now=now):
        data = {"to_unit": to_unit, "level": level, "reason": reason.value}
        await note(tx, case, who=SYSTEM, what="escalated", now=now, data=data)


async def _keep_and_tell(
    tx: Transaction, escalation: Escalation, *, by: str, place: Place, now: datetime
) -> bool:
    line = await host_line(tx, escalation.to_unit)
    is_here = line.towards(place.code) is Towards.HERE
    if not await store.add_escalation(tx, replace(escalation, is_here=is_here)):
        return False
    told = feedback_escalated(escalation, by=by)
    await publish(tx, OutgoingEvent(event=told, occurred_at=now))
    return True
