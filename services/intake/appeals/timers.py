"""Late cases come before superiors, and appeals that waited for a key are sent."""

from services.intake.appeals.workflows import (
    raise_what_is_late,
    raise_what_is_unseen,
    send_what_waits,
)
from services.intake.org.web import IntakeContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_minute_go_up", 60.0, _go_up)]


async def _go_up(tx: Transaction, acting: Acting) -> int:
    await send_what_waits(tx, acting)
    await raise_what_is_unseen(tx, acting)
    return await raise_what_is_late(tx, acting)
