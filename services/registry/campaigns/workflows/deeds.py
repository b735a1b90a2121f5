"""Deeds: noted in the transaction of whatever was done, here or at a node below."""

from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.store import deeds as store
from shared.chassis.database import Transaction


async def record_duty_response(tx: Transaction, deed: Deed) -> None:
    """Let what was done count for the duties it answers; the same deed counts once."""
    await store.save_deed(tx, deed)


async def take_back_deed(tx: Transaction, what: What, ref: str) -> None:
    """Let what was withdrawn or cancelled count no longer."""
    await store.remove_deed(tx, what, ref)
