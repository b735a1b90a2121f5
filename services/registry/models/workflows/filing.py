"""Filing: models are found under the units that stand above their own today."""

from datetime import date, datetime

from services.registry.models import store
from shared.chassis.database import Transaction

AT_ONCE = 200


async def refile_models(tx: Transaction, *, day: date) -> int:
    """File the models of units that have moved anew; says of how many units."""
    moved = await store.list_moved(tx, day=day, most=AT_ONCE)
    for unit, line in moved:
        await store.file_under(tx, unit, line)
    return len(moved)


async def units_last_told_at(tx: Transaction) -> datetime | None:
    """When anything was last told of any unit; before that nothing can have moved."""
    return await store.last_told_at(tx)
