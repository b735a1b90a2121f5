"""Campaigns reach units told of later, and files whose row was never written go."""

from services.registry.campaigns.workflows import delete_orphan_files, end_waits
from services.registry.org.web import RegistryContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: RegistryContext) -> list[Timer]:
    async def delete(tx: Transaction, acting: Acting) -> int:
        return await delete_orphan_files(tx, web.files, now=acting.now)

    return [
        batch_timer(web, "every_five_seconds_end_waits", 5.0, _end_waits),
        batch_timer(web, "every_hour_delete_orphan_files", 3600.0, delete),
    ]


async def _end_waits(tx: Transaction, _acting: Acting) -> int:
    return len(await end_waits(tx))
