"""Answered cases nobody may reopen any more are closed, a handful at a time."""

from services.intake.cases.workflows.citizens import close_what_is_over
from services.intake.org.web import IntakeContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_minute_close_what_is_over", 60.0, _close)]


async def _close(tx: Transaction, acting: Acting) -> int:
    return await close_what_is_over(tx, place=acting.place, now=acting.now)
