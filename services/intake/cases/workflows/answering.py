"""Answering: what officers do with a case, from reading it to its end."""

from datetime import date, datetime

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain import case_steps as steps
from services.intake.cases.domain.cases import (
    Case,
    CaseChangedMeanwhile,
    CaseState,
    RejectReason,
)
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_reply
from services.intake.cases.store import feedback as store
from services.intake.cases.workflows.case_promises import settle_case
from services.intake.cases.workflows.entries import account_of, actor_of, note
from services.intake.cases.workflows.notices import notify
from services.intake.promises.domain import ClockMove, ClockSubject
from services.intake.promises.workflows import add_clock_moves
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish


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


async def acknowledge(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """Whoever wrote is told that somebody has read it."""
    case = await take_case(tx, number, acting)
    after = steps.acknowledged(case, at=acting.now)
    await _keep(tx, case, after, acting=acting)
    await note(
        tx, after, who=actor_of(acting.principal), what="acknowledged", now=acting.now,
        is_public=True,
    )  # fmt: skip
    await notify(tx, after, "acknowledged", now=acting.now)
    return after


async def take_up(tx: Transaction, number: TrackingNumber, acting: Acting) -> Case:
    """The officer takes the case; no date moves."""
    case = await take_case(tx, number, acting)
    after = steps.worked_on(case, at=acting.now, by=account_of(acting.principal))
    await _keep(tx, case, after, acting=acting)
    await note(
        tx, after, who=actor_of(acting.principal), what="taken_up", now=acting.now,
        is_public=case.state is CaseState.RECEIVED,
    )  # fmt: skip
    return after


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
    said = accepted_reply(words)
    case = await take_case(tx, number, acting)
    after = steps.answered_meanwhile(case, at=acting.now, new_day=new_day)
    await _keep(tx, case, after, acting=acting, reason=said)
    if after.promised_on != case.promised_on:
        move = await keep_move(tx, case, after, reason="interim_reply", now=acting.now)
        told = outgoing.feedback_due_moved(after, move, judged=False, on=acting.today)
        await publish(tx, told)
    data = {"promised_on": after.promised_on.isoformat()}
    await note(
        tx, after, who=actor_of(acting.principal), what="interim_reply", now=acting.now,
        words=said, is_public=True, data=data,
    )  # fmt: skip
    await notify(tx, after, "interim_reply", now=acting.now, data=data | {"words": said})
    return after


async def resolve(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str = ""
) -> Case:
    """The case is answered; whoever wrote is asked whether it is done."""
    said = accepted_reply(words) if words.strip() else ""
    case = await take_case(tx, number, acting)
    after = steps.resolved(case, at=acting.now, on=acting.today)
    await _keep(tx, case, after, acting=acting)
    await publish(tx, outgoing.feedback_resolved(after, on=acting.today, now=acting.now))
    await note(
        tx, after, who=actor_of(acting.principal), what="resolved", now=acting.now,
        words=said,
        is_public=True,
    )  # fmt: skip
    await notify(tx, after, "resolved", now=acting.now, data={"words": said})
    return after


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
    await _keep(tx, case, after, acting=acting)
    await publish(tx, outgoing.feedback_rejected(after, on=acting.today, now=acting.now))
    await note(
        tx, after, who=actor_of(acting.principal), what="rejected", now=acting.now,
        words=after.reason or "", is_public=True, data={"reason": why.value},
    )  # fmt: skip
    await notify(tx, after, "rejected", now=acting.now, data={"words": after.reason})
    return after


async def comment(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str
) -> Case:
    """A note among colleagues: no date moves, and whoever wrote does not read it."""
    said = accepted_reply(words)
    case = await take_case(tx, number, acting)
    await note(
        tx, case, who=actor_of(acting.principal), what="comment", now=acting.now, words=said
    )
    return case


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


async def _keep(
    tx: Transaction, before: Case, after: Case, *, acting: Acting, reason: str = ""
) -> None:
    """Keep the step; that somebody has read it is told once, whichever step came first."""
    await store.save_case(tx, after)
    at = Acting(place=acting.place, now=acting.now)
    await settle_case(tx, before, after, reason=reason, at=at)
    if before.acknowledged_at is None and after.acknowledged_at is not None:
        told = outgoing.feedback_acknowledged(after, on=acting.today, now=acting.now)
        await publish(tx, told)
