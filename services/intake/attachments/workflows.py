"""Files: swept when no row names them any more."""

from datetime import datetime

from services.intake.attachments import store
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction


async def delete_orphan_files(
    tx: Transaction, attachments: Attachments, *, now: datetime
) -> int:
    """Remove what was kept and never written down; says how many files that were."""
    return await attachments.sweep(tx, await store.list_digests(tx), now=now)
