"""From a citizen's words to a promise, and from the promise to an answer."""

from collections.abc import Callable
from datetime import datetime
from secrets import randbits

from uuid_utils.compat import uuid7

from services.intake.announcements import feedback as announcements
from services.intake.domain.deadlines import Promises
from services.intake.domain.feedback import (
    Feedback,
    FeedbackId,
    Submission,
    accepted_text,
    reject,
    resolve,
)
from services.intake.domain.tracking import ENTROPY_BITS, TrackingNumber, tracking_number
from services.intake.store import feedback as store
from shared.chassis.calendars.shipped import shipped_calendar
from shared.chassis.database import Transaction
from shared.chassis.outbox import announce
from shared.kernel.places import Place

Draw = Callable[[], TrackingNumber]


def drawn() -> TrackingNumber:
    """A number nobody can guess."""
    return tracking_number(randbits(ENTROPY_BITS))


async def receive_feedback(
    tx: Transaction, submission: Submission, *, place: Place, now: datetime, draw: Draw = drawn
) -> Feedback:
    """Accept a citizen's words and promise an answer."""
    text, day = accepted_text(submission.text), place.day_of(now)
    added = False
    while not added:  # a number may be taken, once in a very long while
        feedback = Feedback(
            id=FeedbackId(uuid7()),
            number=draw(),
            unit=submission.unit,
            category=submission.category,
            text=text,
            received_at=now,
            received_on=day,
            due=Promises(calendar=shipped_calendar()).due(submission.category, day),
        )
        added = await store.add_feedback(tx, feedback)
    await announce(tx, announcements.feedback_received(feedback))
    return feedback


async def resolve_feedback(
    tx: Transaction, number: TrackingNumber, *, place: Place, now: datetime
) -> Feedback:
    """Note that a case was answered, and let the node know."""
    today = place.day_of(now)
    feedback = resolve(await store.load_feedback(tx, number, to_change=True), on=today)
    await store.save_feedback(tx, feedback)
    await announce(tx, announcements.feedback_resolved(feedback, on=today, now=now))
    return feedback


async def reject_feedback(
    tx: Transaction, number: TrackingNumber, *, reason: str, place: Place, now: datetime
) -> Feedback:
    """Note that a case is not taken up, and why; let the node know that much."""
    today = place.day_of(now)
    case = await store.load_feedback(tx, number, to_change=True)
    feedback = reject(case, reason=reason, on=today)
    await store.save_feedback(tx, feedback)
    await announce(tx, announcements.feedback_rejected(feedback, on=today, now=now))
    return feedback
