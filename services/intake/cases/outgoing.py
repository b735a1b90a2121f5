"""What is told of a case: where it stands and when, never what was said."""

from datetime import date, datetime
from typing import Any

from services.intake.cases.domain.cases import Case
from services.intake.promises.domain import ClockMove
from shared.chassis.outbox import OutgoingEvent
from shared.events.intake import (
    Clock,
    FeedbackDueMoved,
    FeedbackReceived,
    FeedbackReopened,
    FeedbackResolved,
    FeedbackResolvedAgain,
    WhyMoved,
)


def feedback_received(case: Case) -> OutgoingEvent:
    """That a case was opened, and what was promised."""
    event = FeedbackReceived(
        **about(case), due_on=case.due_on, kind=case.kind.value, channel=case.channel
    )
    return OutgoingEvent(event=event, occurred_at=case.received_at)


def feedback_resolved(case: Case, *, on: date) -> FeedbackResolved | FeedbackResolvedAgain:
    """That a case was answered; what was reopened is told apart, and counts only once."""
    answer = about(case) | {
        "promise_id": case.promise_id,
        "due_on": case.due_on,
        "resolved_on": on,
        "on_time": case.is_on_time,
    }
    if case.reopened:
        return FeedbackResolvedAgain(**answer, times=case.reopened)
    return FeedbackResolved(**answer)


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
