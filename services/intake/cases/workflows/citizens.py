"""What whoever wrote says of an answer: it is done, it is not, and how content they are."""

from datetime import datetime

from uuid_utils.compat import uuid7

from services.intake.cases import outgoing
from services.intake.cases.domain import case_steps as steps
from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.store import feedback as store
from services.intake.cases.store.messages import find_numbered
from services.intake.cases.store.promises import promises_at
from services.intake.cases.workflows.answering import keep_move
from services.intake.cases.workflows.entries import CITIZEN, SYSTEM, note
from services.intake.cases.workflows.notices import notify
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.places import Place

MOST_CLOSED = 500


async def confirm(
    tx: Transaction, number: TrackingNumber, *, place: Place, now: datetime
) -> Case:
    """Whoever wrote says that it is done."""
    case = await store.load_case(tx, number, to_change=True)
    after = steps.confirmed(case)
    await store.save_case(tx, after)
    await publish(tx, outgoing.feedback_confirmed(after, on=place.day_of(now), now=now))
    await note(tx, after, who=CITIZEN, what="confirmed", now=now, is_public=True)
    return after


async def contest(
    tx: Transaction, number: TrackingNumber, *, words: str, place: Place, now: datetime
) -> Case:
    """Whoever wrote says that it is not done: the work goes on, with a new promise.

    The first promise stands as it was kept or broken; this is another one, told in the open.

    Raises:
        FeedbackEmpty: if it is not said what is missing.
        ReopenWindowOver: if the days to do so are over.

    """
    said, today = accepted_text(words), place.day_of(now)
    case = await store.load_case(tx, number, to_change=True)
    due = (await promises_at(tx, now, place=place)).due(now)
    after = steps.reopened(case, on=today, due=due, promise_id=uuid7())
    await store.save_case(tx, after)
    await keep_move(tx, case, after, reason="reopened", now=now)
    await publish(tx, outgoing.feedback_reopened(after, on=today, now=now))
    data = {"promised_on": after.promised_on.isoformat(), "times": after.reopened}
    said_by = await find_numbered(tx, number)
    own = {"message": str(said_by.id)} if said_by else {}
    await note(
        tx,
        after,
        who=CITIZEN,
        what="reopened",
        now=now,
        words=said,
        is_public=True,
        data=data | own,
    )
    await notify(tx, after, "reopened", now=now, data=data)
    return after


async def rate(
    tx: Transaction, number: TrackingNumber, *, rating: int, place: Place, now: datetime
) -> Case:
    """How content whoever wrote is, from 1 to 5; said again, the later word stands."""
    case = await store.load_case(tx, number, to_change=True)
    after = steps.rated(case, rating)
    if after.rating == case.rating:
        return case
    await store.save_case(tx, after)
    told = outgoing.feedback_rated(after, before=case.rating, on=place.day_of(now), now=now)
    await publish(tx, told)
    await note(tx, after, who=CITIZEN, what="rated", now=now, data={"rating": rating})
    return after


async def close_what_is_over(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Close the answered cases nobody may reopen any more; says how many, at most a handful."""
    today = place.day_of(now)
    over = await store.list_over(tx, day=today, most=MOST_CLOSED)
    for case in over:
        after = steps.closed(case)
        await store.save_case(tx, after)
        await publish(tx, outgoing.feedback_closed(after, on=today, now=now))
        await note(tx, after, who=SYSTEM, what="closed", now=now, is_public=True)
    return len(over)
