"""What surveys shows: how full the box is, never what is on a ballot."""

from services.surveys import store
from services.surveys.store import Standing
from shared.chassis.database import Transaction


async def standing(tx: Transaction) -> Standing:
    """How many ballots were counted here, and how many wait to be told."""
    return await store.load_standing(tx)
