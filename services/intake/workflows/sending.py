"""Sending a draft: it becomes a message once, however often the button is pressed."""

from dataclasses import replace
from datetime import datetime

from services.intake.domain.categories import Category
from services.intake.domain.drafts import Draft, DraftId
from services.intake.domain.feedback import Submission
from services.intake.domain.tracking import TrackingNumber
from services.intake.store import drafts as store
from services.intake.workflows.feedback import receive_feedback
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode


async def send_draft(
    tx: Transaction, draft_id: DraftId, *, place: Place, now: datetime
) -> TrackingNumber:
    """Make a message of a draft and empty the draft; sent before, its number is told again.

    Raises:
        DraftGone: if its day is over.

    """
    draft = await store.load_draft(tx, draft_id, now=now, to_change=True)
    if draft.number is not None:
        return draft.number
    feedback = await receive_feedback(tx, submission_of(draft, place), place=place, now=now)
    await store.save_draft(tx, replace(draft, values={}, photos=(), number=feedback.number))
    return feedback.number


def submission_of(draft: Draft, place: Place) -> Submission:
    """What is handed in, in the words of the domain."""
    return Submission(
        text=draft.text("text"),
        category=Category(draft.text("category")),
        unit=UnitCode(place.code),
    )
