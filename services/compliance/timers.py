"""What compliance does because time passes."""

from datetime import UTC, datetime

from services.compliance import queries
from services.compliance.metrics import BREACHES_OPEN
from services.compliance.workflows.promises import find_breaches
from shared.chassis.broker import Broker
from shared.chassis.catching_up import has_caught_up
from shared.chassis.database import Database
from shared.chassis.subscriptions import Subscription
from shared.chassis.timers import Timer
from shared.kernel.places import Place

LOOK_SECONDS = 30.0
COUNT_SECONDS = 10.0


def timers(
    database: Database, place: Place, *, broker: Broker, subscription: Subscription
) -> tuple[Timer, ...]:
    """Looking for promises whose date has passed, and counting those still broken."""

    async def every_half_minute_find_breaches() -> None:
        # The moment comes first: what was said before it is heard before it is judged.
        now = datetime.now(UTC)
        if await has_caught_up(broker, subscription):
            await find_all_breaches(database, place, now)

    async def every_ten_seconds_count_breaches() -> None:
        async with database.transaction() as tx:
            BREACHES_OPEN.set(await queries.open_breaches(tx))

    return (
        Timer(name="breaches", every_seconds=LOOK_SECONDS, do=every_half_minute_find_breaches),
        Timer(name="counts", every_seconds=COUNT_SECONDS, do=every_ten_seconds_count_breaches),
    )


async def find_all_breaches(database: Database, place: Place, now: datetime) -> None:
    """Find and tell breaches, a batch per transaction, until there is none."""
    found = 1
    while found:
        async with database.transaction() as tx:
            found = await find_breaches(tx, place=place, now=now)
