"""What registry can be asked."""

from datetime import date

from services.registry.domain.units import Chapter, UnitUnknown
from services.registry.store import units as store
from shared.chassis.database import Transaction


async def units_on(tx: Transaction, day: date) -> list[Chapter]:
    """All units as they were organised on `day`."""
    return await store.list_chapters(tx, as_of=day)


async def unit_on(tx: Transaction, code: str, day: date) -> Chapter:
    """One unit as it was organised on `day`.

    Raises:
        UnitUnknown: if there was none with this code.

    """
    found = await store.list_chapters(tx, as_of=day, code=code)
    if not found:
        raise UnitUnknown
    return found[0]
