"""Which keys of Open311 were given out."""

from services.intake.open311.domain.keys import Key
from services.intake.open311.store import keys as store
from shared.chassis.database import Transaction


async def keys_given(tx: Transaction) -> list[Key]:
    """Every key, the newest first."""
    return await store.list_keys(tx)
