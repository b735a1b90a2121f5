"""Files whose row was never written, since something broke in between, go."""

from services.intake.attachments.workflows import delete_orphan_files
from services.intake.org.web import IntakeContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    async def delete(tx: Transaction, acting: Acting) -> int:
        return await delete_orphan_files(tx, web.files, now=acting.now)

    return [batch_timer(web, "every_hour_delete_orphan_files", 3600.0, delete)]
