"""What compliance shows: breaches by their ids, never what they are about."""

from uuid import UUID

from services.compliance.domain.breaches import Breach
from services.compliance.store import breaches
from shared.chassis.database import Transaction


async def breach_page(
    tx: Transaction, *, is_open: bool | None, after: UUID | None, limit: int
) -> list[Breach]:
    """Breaches, the longest-standing first; `is_open` picks those still to be delivered."""
    return await breaches.list_breaches(tx, is_open=is_open, after=after, limit=limit)


async def open_breaches(tx: Transaction) -> int:
    """How many breaches wait for their delivery."""
    return await breaches.count_open(tx)
