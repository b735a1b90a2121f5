"""What is told of triage: that cases became one or two, or another matter."""

from datetime import date, datetime

from services.intake.cases.domain.cases import Case
from shared.chassis.outbox import OutgoingEvent
from shared.events.merging import (
    FeedbackMerged,
    FeedbackRecategorised,
    FeedbackTransferred,
    FeedbackUnmerged,
)


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
