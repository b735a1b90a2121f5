"""Units as pages and letters name them."""

from collections.abc import Collection
from datetime import date

from services.intake.org.store import units as store
from services.intake.org.store.units import UnitName
from shared.chassis.database import Transaction
from shared.chassis.directory import units_hosted_at

__all__ = ["UnitName", "names_of", "units_served"]


async def names_of(tx: Transaction, codes: Collection[str], day: date) -> dict[str, UnitName]:
    """What units are called on a day, by code; nobody we have not heard of is in it."""
    return await store.list_names(tx, codes, day=day)


async def units_served(tx: Transaction, here: str, day: date) -> list[UnitName]:
    """The units whose cases are taken in at a place, the place itself first, by name."""
    codes = await units_hosted_at(tx, here)
    known = await store.list_names(tx, codes, day=day)
    own = known.pop(here, UnitName(code=here, vi=here, en=here))
    return [own, *sorted(known.values(), key=lambda unit: unit.vi)]
