"""What is told of a case: where it stands and when, never what was said."""

from datetime import date, datetime
from typing import Any

from services.intake.cases.domain.cases import Case
from services.intake.promises.domain import ClockMove
from shared.chassis.outbox import OutgoingEvent
from shared.events.intake import (
    Clock,
    FeedbackAcknowledged,
    FeedbackClosed,
    FeedbackConfirmed,
    FeedbackDueMoved,
    FeedbackRated,
    FeedbackReceived,
    FeedbackRejected,
    FeedbackReopened,
    FeedbackResolved,
    FeedbackResolvedAgain,
    WhyMoved,
)
from shared.events.merging import (
    FeedbackMerged,
    FeedbackRecategorised,
    FeedbackTransferred,
    FeedbackUnmerged,
)


def feedback_received(case: Case) -> OutgoingEvent:
    """That a case was opened, and what was promised."""
    event = FeedbackReceived(
        **about(case), due_on=case.due_on, kind=case.kind.value, channel=case.channel
    )
    return OutgoingEvent(event=event, occurred_at=case.received_at)


def feedback_acknowledged(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That somebody has read it."""
    event = FeedbackAcknowledged(
        feedback_id=case.id,
        unit=case.unit,
        received_on=case.received_on,
        acknowledged_on=on,
        on_time=on <= case.acknowledge_by,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_resolved(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That a case was answered; what was reopened is told apart, and counts only once."""
    if case.reopened:
        again = FeedbackResolvedAgain(
            **about(case),
            promise_id=case.promise_id,
            due_on=case.due_on,
            resolved_on=on,
            on_time=case.is_on_time,
            times=case.reopened,
        )
        return OutgoingEvent(event=again, occurred_at=now)
    event = FeedbackResolved(
        **about(case),
        promise_id=case.promise_id,
        due_on=case.due_on,
        resolved_on=on,
        on_time=case.is_on_time,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_rejected(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That a case was not taken up; the reason stays here."""
    event = FeedbackRejected(**about(case), promise_id=case.promise_id, rejected_on=on)
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_confirmed(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That whoever wrote says it is done."""
    event = FeedbackConfirmed(**about(case), confirmed_on=on)
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_reopened(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That whoever wrote says it is not done, and what was promised anew."""
    event = FeedbackReopened(
        **about(case),
        promise_id=case.promise_id,
        reopened_on=on,
        due_on=case.due_on,
        times=case.reopened,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_rated(case: Case, *, before: int | None, on: date, now: datetime) -> OutgoingEvent:
    """How content whoever wrote is."""
    rating = case.rating or 0
    event = FeedbackRated(**about(case), rated_on=on, rating=rating, before=before)
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_closed(case: Case, *, on: date, now: datetime) -> OutgoingEvent:
    """That nobody said in time that it is not done."""
    event = FeedbackClosed(**about(case), closed_on=on)
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_due_moved(
    case: Case, move: ClockMove, *, judged: bool, on: date, calendar_version: int | None = None
) -> OutgoingEvent:
    """That a promise moved, from where to where, and why."""
    clock: Clock = move.clock  # type: ignore[assignment]  # the names are the event's own
    why: WhyMoved = move.reason  # type: ignore[assignment]
    event = FeedbackDueMoved(
        feedback_id=case.id,
        unit=case.unit,
        received_on=case.received_on,
        clock=clock,
        old_on=move.old_on,
        new_on=move.new_on,
        why=why,
        judged=judged,
        calendar_version=calendar_version,
        promise_id=case.promise_id,
        moved_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=move.moved_at)


def about(case: Case) -> dict[str, Any]:
    """What every telling of a case begins with."""
    return {
        "feedback_id": case.id,
        "unit": case.unit,
        "category": case.category,
        "received_on": case.received_on,
    }


def feedback_merged(case: Case, into: Case, now: datetime, *, on: date) -> OutgoingEvent:
    """That another case speaks for this one; its promise goes with that one's."""
    event = FeedbackMerged(
        feedback_id=case.id,
        unit=case.unit,
        category=case.category,
        received_on=case.received_on,
        promise_id=case.promise_id,
        into=into.id,
        merged_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_unmerged(case: Case, now: datetime, *, on: date) -> OutgoingEvent:
    """That a case speaks for itself again, with the promise it had."""
    event = FeedbackUnmerged(
        feedback_id=case.id,
        unit=case.unit,
        category=case.category,
        received_on=case.received_on,
        promise_id=case.promise_id,
        due_on=case.due_on,
        unmerged_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_recategorised(
    before: Case, after: Case, now: datetime, *, on: date
) -> OutgoingEvent:
    """That a case turned out to be about something else."""
    event = FeedbackRecategorised(
        feedback_id=after.id,
        unit=after.unit,
        category=after.category,
        category_before=before.category,
        received_on=after.received_on,
        recategorised_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def feedback_transferred(case: Case, now: datetime, *, on: date) -> OutgoingEvent:
    """That a case goes the legal way of complaints or denunciations."""
    event = FeedbackTransferred(
        feedback_id=case.id,
        unit=case.unit,
        category=case.category,
        received_on=case.received_on,
        promise_id=case.promise_id,
        track=case.kind.value,
        transferred_on=on,
    )
    return OutgoingEvent(event=event, occurred_at=now)
