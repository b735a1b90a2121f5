"""A message nobody sent within a day is nobody's business any more."""

from services.intake.org.web import IntakeContext
from services.intake.sending.workflows import forget_drafts
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_hour_forget_drafts", 3600.0, _forget)]


async def _forget(tx: Transaction, acting: Acting) -> int:
    return await forget_drafts(tx, now=acting.now)
