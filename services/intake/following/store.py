"""Followers: which channels somebody left with a message, and whether they want news."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from services.intake.cases.domain.messages import MessageId
from services.intake.cases.tables import contacts
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """How the sender of a message is told; never by which number or address."""

    has_phone: bool
    has_email: bool
    is_stopped: bool

    @property
    def is_told(self) -> bool:
        """Whether news is sent at all."""
        return (self.has_phone or self.has_email) and not self.is_stopped


async def load_follower(tx: Transaction, message_id: MessageId) -> Follower | None:
    """How the sender of a message is told; None for somebody anonymous."""
    query = sa.select(
        (contacts.c.phone != "").label("has_phone"),
        (contacts.c.email != "").label("has_email"),
        contacts.c.stopped_at.is_not(None).label("is_stopped"),
    ).where(contacts.c.message_id == message_id)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Follower(**row)


async def change_ways(
    tx: Transaction, message_id: MessageId, *, phone: str, email: str
) -> None:
    """Another number and address for the same person, who wants news again."""
    kept = contacts.update().where(contacts.c.message_id == message_id)
    await tx.execute(kept.values(phone=phone, email=email, stopped_at=None))


async def set_stopped(
    tx: Transaction, message_id: MessageId, *, stopped_at: datetime | None
) -> None:
    """From now on send no news, or send it again."""
    kept = contacts.update().where(contacts.c.message_id == message_id)
    await tx.execute(kept.values(stopped_at=stopped_at))
