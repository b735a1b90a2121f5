"""What stands around a case: how whoever wrote can be reached, without saying where."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.tables import contacts
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which ways there are to reach whoever wrote a message."""

    message: UUID
    has_name: bool
    has_phone: bool
    has_email: bool


async def list_reaches(tx: Transaction, messages: Sequence[UUID]) -> dict[UUID, Reach]:
    """By message, for those who left a contact."""
    query = sa.select(
        contacts.c.message_id.label("message"),
        (contacts.c.full_name != "").label("has_name"),
        (contacts.c.phone != "").label("has_phone"),
        (contacts.c.email != "").label("has_email"),
    ).where(contacts.c.message_id.in_(messages))
    rows = await tx.execute(query)
    return {row["message"]: Reach(**row) for row in rows.mappings()}
