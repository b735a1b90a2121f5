"""Mergers and splits in Postgres: which case speaks for which, and whose a message is."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.messages import MessageId
from services.intake.cases.store.feedback import row_of
from services.intake.cases.tables import feedback, messages
from shared.chassis.database import Transaction


async def lock_cases(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Let nobody else change these cases, taken in the order of their ids."""
    query = sa.select(feedback.c.id).where(feedback.c.id.in_(ids))
    await tx.execute(query.order_by(feedback.c.id).with_for_update())


async def lead_to(tx: Transaction, old: CaseId, new: CaseId) -> None:
    """What was merged into one case is merged into another from now on."""
    along = feedback.update().where(feedback.c.merged_into == old)
    await tx.execute(along.values(merged_into=new))


async def open_with(tx: Transaction, case: Case, message: MessageId) -> None:
    """Write down a case that a message opens which was there already."""
    await tx.execute(feedback.insert().values(row_of(case)))
    moved = messages.update().where(messages.c.id == message)
    await tx.execute(moved.values(case_id=case.id, opened=True))


async def move_message(tx: Transaction, message: MessageId, *, to: CaseId) -> None:
    """A message belongs to another case from now on; its number leads there."""
    moved = messages.update().where(messages.c.id == message)
    await tx.execute(moved.values(case_id=to))


async def list_merged(tx: Transaction, case_id: CaseId) -> list[tuple[CaseId, str]]:
    """The cases a case speaks for, by id and number, the oldest first."""
    query = sa.select(feedback.c.id, feedback.c.number).where(feedback.c.merged_into == case_id)
    rows = await tx.execute(query.order_by(feedback.c.received_at))
    return [(CaseId(row.id), row.number) for row in rows]
