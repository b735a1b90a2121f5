"""Answering: what officers do with a case, from reading it to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain import steps
from services.intake.cases.domain.cases import (
    OPEN,
    Case,
    CaseChangedMeanwhile,
    CaseKind,
    CaseState,
    RejectReason,
)
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_reply
from services.intake.cases.store import cases as store
from services.intake.cases.store import desks
from services.intake.cases.workflows.entries import actor_of, note, notify
from services.intake.categories import store as categories
from services.intake.categories.domain import CategoryCode, tree_of
from services.intake.promises.domain import (
    ClockMove,
    ClockSubject,
    Promise,
    PromiseSubject,
    SubjectKind,
)
from services.intake.promises.workflows import (
    PromiseEnded,
    PromiseMoved,
    add_clock_moves,
    promises_changed,
)
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.events.envelope import Event
from shared.events.intake import FeedbackAcknowledged, FeedbackRejected
from shared.events.merging import FeedbackRecategorised
from shared.kernel.rejection import Rejection


class ColleagueUnknown(Rejection):
    """Hãy chọn một đồng nghiệp trong danh sách.
    Choose a colleague from the list.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNote:
    """What the entries of a case say of a step, and what whoever wrote is sent.

    No `notice`: nothing is sent. Nobody named: whoever acts signs.
    """

    what: str
    words: str = ""
    is_public: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)
    notice: Mapping[str, Any] | None = None
    who: str = ""


async def take_case(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """The case, locked until the transaction ends.

    Raises:
        FeedbackUnknown: if there is none.
        CaseChangedMeanwhile: if it is not as it was looked at.

    """
    case = await store.load_case(tx, number, to_change=True)
    if acting.seen_version not in {None, case.version}:
        raise CaseChangedMeanwhile
    return case


async def keep_step(
    tx: Transaction,
    before: Case,
    after: Case,
    acting: Acting,
    *,
    step: StepNote,
    event: Event | None = None,
) -> Case:
    """Keep a step with all that goes with it: its promise, event, entry and notice.

    That somebody has read a case is published once, whichever step came first.
    """
    await store.save_case(tx, after)
    await _settle_promise(tx, before, after, acting, reason=step.words)
    if before.acknowledged_at is None and after.acknowledged_at is not None:
        await publish(
            tx, OutgoingEvent(event=_acknowledged(after, acting), occurred_at=acting.now)
        )
    if event is not None:
        await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    who = step.who or actor_of(acting.principal)
    await note(
        tx, after, who=who, what=step.what, now=acting.now, words=step.words,
        is_public=step.is_public, data=step.data,
    )  # fmt: skip
    if step.notice is not None:
        await notify(tx, after, step.what, now=acting.now, data=step.notice)
    return after


async def acknowledge(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """Whoever wrote is told that somebody has read it."""
    case = await take_case(tx, number, acting)
    after = steps.acknowledged(case, at=acting.now)
    step = StepNote(what="acknowledged", notice={})
    return await keep_step(tx, case, after, acting, step=step)


async def take_up(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """The officer takes the case; no date moves."""
    case = await take_case(tx, number, acting)
    after = steps.worked_on(case, at=acting.now, by=acting.account)
    step = StepNote(what="taken_up", is_public=case.state is CaseState.RECEIVED)
    return await keep_step(tx, case, after, acting, step=step)


async def reply_meanwhile(
    tx: Transaction,
    number: TrackingNumber,
    acting: Acting,
    *,
    words: str,
    new_day: date | None = None,
) -> Case:
    """Tell whoever wrote how far it has come and, with reason, that it takes longer.

    The day a case is judged by stays; the one that is promised moves, in the open.

    Raises:
        ReplyEmpty: if nothing is told.
        NewDayTooEarly: if the new day lies no later than the one promised.

    """
    reply = accepted_reply(words)
    case = await take_case(tx, number, acting)
    after = steps.answered_meanwhile(case, at=acting.now, new_day=new_day)
    data = {"promised_on": after.promised_on.isoformat()}
    step = StepNote(
        what="interim_reply", words=reply, data=data, notice=data | {"words": reply}
    )
    await keep_step(tx, case, after, acting, step=step)
    if after.promised_on != case.promised_on:
        move = await keep_move(tx, case, after, reason="interim_reply", now=acting.now)
        event = outgoing.feedback_due_moved(after, move, judged=False, on=acting.today)
        await publish(tx, event)
    return after


async def resolve(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str = ""
) -> Case:
    """The case is answered; whoever wrote is asked whether it is done."""
    reply = accepted_reply(words) if words.strip() else ""
    case = await take_case(tx, number, acting)
    after = steps.resolved(case, at=acting.now, on=acting.today)
    step = StepNote(what="resolved", words=reply, notice={"words": reply})
    event = outgoing.feedback_resolved(after, on=acting.today)
    return await keep_step(tx, case, after, acting, step=step, event=event)


async def reject(
    tx: Transaction,
    number: TrackingNumber,
    acting: Acting,
    *,
    reason: str,
    why: RejectReason = RejectReason.UNCLEAR,
) -> Case:
    """The case is not taken up; the node learns that much, whoever wrote learns why."""
    case = await take_case(tx, number, acting)
    after = steps.rejected(case, why=why, reason=reason, on=acting.today)
    event = FeedbackRejected(
        **outgoing.about(after), promise_id=after.promise_id, rejected_on=acting.today
    )
    step = StepNote(
        what="rejected", words=after.reason or "", data={"reason": why.value},
        notice={"words": after.reason},
    )  # fmt: skip
    return await keep_step(tx, case, after, acting, step=step, event=event)


async def comment(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str
) -> Case:
    """A note among colleagues: no date moves, and whoever wrote does not read it."""
    text = accepted_reply(words)
    case = await take_case(tx, number, acting)
    who = actor_of(acting.principal)
    await note(tx, case, who=who, what="comment", now=acting.now, words=text)
    return case


async def categorise(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, leaf: str, kind: CaseKind | None
) -> Case:
    """File a case under a category; no date moves.

    Raises:
        CategoryUnknown: if there is none such today.

    """
    tree = tree_of(await categories.list_chapters(tx), acting.today)
    root = CategoryCode(tree.root_of(leaf))
    case = await take_case(tx, number, acting)
    after = replace(steps.touched(case), category=root, leaf=leaf, kind=kind or case.kind)
    event = FeedbackRecategorised(
        **outgoing.about(after), category_before=case.category, recategorised_on=acting.today
    )
    data = {"from": case.leaf, "to": leaf}
    step = StepNote(what="categorised", is_public=False, data=data)
    is_elsewhere = case.category != root
    return await keep_step(
        tx, case, after, acting, step=step, event=event if is_elsewhere else None
    )


async def assign(tx: Transaction, number: TrackingNumber, acting: Acting, *, to: UUID) -> Case:
    """Give a case to a colleague, who reads of it in the inbox; no date moves.

    Raises:
        ColleagueUnknown: if nobody by that account was ever seen here.

    """
    if to not in await desks.list_names(tx, [to]):
        raise ColleagueUnknown
    case = await take_case(tx, number, acting)
    after = replace(steps.touched(case), assigned_to=to)
    step = StepNote(what="assigned", is_public=False, data={"to": str(to)})
    return await keep_step(tx, case, after, acting, step=step)


async def keep_move(
    tx: Transaction, before: Case, after: Case, *, reason: str, now: datetime
) -> ClockMove:
    """Write down that what was promised has moved; where it has not, nothing is written."""
    move = ClockMove(
        id=uuid7(),
        subject_kind=ClockSubject.FEEDBACK,
        subject_id=after.id,
        clock="resolve",
        old_on=before.promised_on,
        new_on=after.promised_on,
        reason=reason,
        moved_at=now,
    )
    if move.old_on != move.new_on:
        await add_clock_moves(tx, [move])
    return move


async def _settle_promise(
    tx: Transaction, before: Case, after: Case, acting: Acting, *, reason: str
) -> None:
    """Keep, break or move the promise of a case that moved on; its row is held."""
    if before.state not in OPEN:
        return
    promise = Promise(
        subject=PromiseSubject(SubjectKind.FEEDBACK, before.id),
        unit=before.unit,
        ref=before.number,
        topic=before.category,
        received_on=before.received_on,
        promised_on=before.promised_on,
    )
    if after.state not in OPEN:
        await promises_changed(tx, [PromiseEnded(promise, acting.today)], acting)
    elif after.promised_on > before.promised_on:
        await promises_changed(tx, [PromiseMoved(promise, reason, after.promised_on)], acting)


def _acknowledged(case: Case, acting: Acting) -> FeedbackAcknowledged:
    return FeedbackAcknowledged(
        feedback_id=case.id,
        unit=case.unit,
        received_on=case.received_on,
        acknowledged_on=acting.today,
        on_time=acting.today <= case.acknowledge_by,
    )
