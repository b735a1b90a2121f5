"""Who stands above a unit: whoever holds a right over one of them holds it over the unit."""

from collections.abc import Collection
from datetime import date

from services.intake.org import store
from services.intake.org.store import UnitName
from shared.chassis.access import Principal
from shared.chassis.acting import Acting
from shared.chassis.acting import SignedIn as Viewer
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of, units_hosted_at
from shared.kernel.roles import Right


async def must(
    tx: Transaction, principal: Principal | None, right: Right, *, unit: str, day: date
) -> None:
    """Pass, or refuse; nobody in particular is the operator, who shows the node's own token.

    Raises:
        NotYours: if `right` is not held over the unit.

    """
    if principal is not None:
        principal.must(right, await line_of(tx, unit, day=day))


__all__ = ["UnitName", "Viewer", "names_of", "units_served"]


async def names_of(tx: Transaction, codes: Collection[str], day: date) -> dict[str, UnitName]:
    """What units are called on a day, by code; nobody we have not heard of is in it."""
    return await store.list_names(tx, codes, day=day)


async def units_served(tx: Transaction, here: str, day: date) -> list[UnitName]:
    """The units whose cases are taken in at a place, the place itself first, by name."""
    codes = await units_hosted_at(tx, here)
    known = await store.list_names(tx, codes, day=day)
    own = known.pop(here, UnitName(code=here, vi=here, en=here))
    return [own, *sorted(known.values(), key=lambda unit: unit.vi)]


async def units_within(tx: Transaction, acting: Acting, right: Right) -> list[UnitName]:
    """The units served here over which `right` is held, the place itself first, by name."""
    scope = await acting.scope(tx, right)
    served = await units_served(tx, acting.here, acting.today)
    return [unit for unit in served if unit.code in scope]
