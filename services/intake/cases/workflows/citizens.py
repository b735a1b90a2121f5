"""What whoever wrote says of an answer: it is done, it is not, and how content they are."""

from datetime import datetime

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain import steps
from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.store import cases as store
from services.intake.cases.store.messages import find_numbered
from services.intake.cases.store.promises import promises_at
from services.intake.cases.workflows.answering import StepNote, keep_move, keep_step, take_case
from services.intake.cases.workflows.entries import CITIZEN, SYSTEM
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.events.intake import FeedbackClosed, FeedbackConfirmed, FeedbackRated
from shared.kernel.places import Place

MOST_CLOSED = 500


async def confirm(
    tx: Transaction, number: TrackingNumber, *, place: Place, now: datetime
) -> Case:
    """Whoever wrote says that it is done."""
    acting = Acting(place=place, now=now)
    case = await take_case(tx, number, acting)
    after = steps.confirmed(case)
    event = FeedbackConfirmed(**outgoing.about(after), confirmed_on=acting.today)
    step = StepNote(what="confirmed", who=CITIZEN)
    return await keep_step(tx, case, after, acting, step=step, event=event)


async def contest(
    tx: Transaction, number: TrackingNumber, *, words: str, place: Place, now: datetime
) -> Case:
    """Whoever wrote says that it is not done: the work goes on, with a new promise.

    The first promise stands as it was kept or broken; this is another one, told in the open.

    Raises:
        FeedbackEmpty: if it is not said what is missing.
        ReopenWindowOver: if the days to do so are over.

    """
    text, acting = accepted_text(words), Acting(place=place, now=now)
    case = await take_case(tx, number, acting)
    due = (await promises_at(tx, now, place=place)).due(now)
    after = steps.reopened(case, on=acting.today, due=due, promise_id=uuid7())
    await keep_move(tx, case, after, reason="reopened", now=now)
    await publish(tx, outgoing.feedback_reopened(after, on=acting.today, now=now))
    data = {"promised_on": after.promised_on.isoformat(), "times": after.reopened}
    message = await find_numbered(tx, number)
    own = {"message": str(message.id)} if message else {}
    step = StepNote(what="reopened", words=text, data=data | own, notice=data, who=CITIZEN)
    return await keep_step(tx, case, after, acting, step=step)


async def rate(
    tx: Transaction, number: TrackingNumber, *, rating: int, place: Place, now: datetime
) -> Case:
    """How content whoever wrote is, from 1 to 5; said again, the later word stands."""
    acting = Acting(place=place, now=now)
    case = await take_case(tx, number, acting)
    after = steps.rated(case, rating)
    if after.rating == case.rating:
        return case
    event = FeedbackRated(
        **outgoing.about(after), rated_on=acting.today, rating=rating, before=case.rating
    )
    step = StepNote(what="rated", is_public=False, data={"rating": rating}, who=CITIZEN)
    return await keep_step(tx, case, after, acting, step=step, event=event)


async def close_what_is_over(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Close the answered cases nobody may reopen any more; says how many, at most a handful."""
    acting = Acting(place=place, now=now)
    over = await store.list_over(tx, day=acting.today, most=MOST_CLOSED)
    for case in over:
        after = steps.closed(case)
        event = FeedbackClosed(**outgoing.about(after), closed_on=acting.today)
        step = StepNote(what="closed", who=SYSTEM)
        await keep_step(tx, case, after, acting, step=step, event=event)
    return len(over)
