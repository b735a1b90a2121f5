"""What is told of a case."""

from datetime import date, datetime

from services.intake.domain.feedback import Feedback
from shared.chassis.outbox import Announcement
from shared.events.intake import FeedbackReceived, FeedbackRejected, FeedbackResolved


def feedback_received(feedback: Feedback) -> Announcement:
    """That a case was opened, and what was promised."""
    event = FeedbackReceived(
        feedback_id=feedback.id,
        unit=feedback.unit,
        category=feedback.category.value,
        received_on=feedback.received_on,
        due_on=feedback.due.on,
    )
    return Announcement(event=event, occurred_at=feedback.received_at)


def feedback_resolved(feedback: Feedback, *, on: date, now: datetime) -> Announcement:
    """That a case was answered, measured against the promise as first given."""
    event = FeedbackResolved(
        feedback_id=feedback.id,
        unit=feedback.unit,
        category=feedback.category.value,
        received_on=feedback.received_on,
        due_on=feedback.due.on,
        resolved_on=on,
        on_time=feedback.is_on_time,
    )
    return Announcement(event=event, occurred_at=now)


def feedback_rejected(feedback: Feedback, *, on: date, now: datetime) -> Announcement:
    """That a case was not taken up; the reason stays here."""
    event = FeedbackRejected(
        feedback_id=feedback.id,
        unit=feedback.unit,
        category=feedback.category.value,
        received_on=feedback.received_on,
        rejected_on=on,
    )
    return Announcement(event=event, occurred_at=now)
