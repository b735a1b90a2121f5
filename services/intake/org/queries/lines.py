"""Who stands above a unit: whoever holds a right over one of them holds it over the unit."""

from datetime import date

from services.intake.org.store import lines as store
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def line_of(tx: Transaction, unit: str, *, day: date) -> tuple[str, ...]:
    """A unit and all its superiors on a day, the unit first."""
    return await store.list_line(tx, unit, day=day)


async def must(
    tx: Transaction, principal: Principal | None, right: Right, *, unit: str, day: date
) -> None:
    """Pass, or refuse; nobody in particular is the operator, who shows the node's own token.

    Raises:
        NotYours: if `right` is not held over the unit.

    """
    if principal is not None:
        principal.must(right, await store.list_line(tx, unit, day=day))
