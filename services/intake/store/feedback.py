"""Feedback in and out of Postgres."""

import sqlalchemy as sa

from services.intake.domain.categories import Category
from services.intake.domain.feedback import Feedback, FeedbackId, FeedbackUnknown, State
from services.intake.domain.tracking import TrackingNumber
from services.intake.tables.feedback import feedback as table
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode
from shared.kernel.working_days import Due

# Said to the driver directly: this is the statement a thousand citizens a second wait for.
ADD_FEEDBACK = (
    "INSERT INTO feedback (id, number, unit, category, text, received_at, received_on,"
    " due_on, due_is_provisional, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (number) DO NOTHING"
)
ADDED = "INSERT 0 1"


async def add_feedback(tx: Transaction, feedback: Feedback) -> bool:
    """Write down a feedback for the first time; False if its number is taken."""
    connection = await driver(tx)
    told = await connection.execute(
        ADD_FEEDBACK,
        feedback.id,
        feedback.number,
        feedback.unit,
        feedback.category.value,
        feedback.text,
        feedback.received_at,
        feedback.received_on,
        feedback.due.on,
        feedback.due.provisional,
        feedback.state.value,
    )
    return bool(told == ADDED)


async def load_feedback(
    tx: Transaction, number: TrackingNumber, *, to_change: bool = False
) -> Feedback:
    """The case with this number; `to_change` lets nobody else change it meanwhile.

    Raises:
        FeedbackUnknown: if there is none.

    """
    query = sa.select(table).where(table.c.number == number)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise FeedbackUnknown
    return _feedback(row)


async def save_feedback(tx: Transaction, feedback: Feedback) -> None:
    """Keep how a case was answered."""
    kept = table.update().where(table.c.id == feedback.id)
    await tx.execute(
        kept.values(
            state=feedback.state.value, closed_on=feedback.closed_on, reason=feedback.reason
        )
    )


def _feedback(row: sa.RowMapping) -> Feedback:
    return Feedback(
        id=FeedbackId(row["id"]),
        number=TrackingNumber(row["number"]),
        unit=UnitCode(row["unit"]),
        category=Category(row["category"]),
        text=row["text"],
        received_at=row["received_at"],
        received_on=row["received_on"],
        due=Due(row["due_on"], row["due_is_provisional"]),
        state=State(row["state"]),
        closed_on=row["closed_on"],
        reason=row["reason"],
    )
