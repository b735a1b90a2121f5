"""A new calendar is followed batch by batch, until nothing is left that it may move."""

from services.intake.calendars.workflows import recount_some
from services.intake.org.web import IntakeContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_three_seconds_recount", 3.0, _recount, all_of_it=True)]


async def _recount(tx: Transaction, acting: Acting) -> bool:
    return await recount_some(tx, place=acting.place, now=acting.now)
