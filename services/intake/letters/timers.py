"""Apologies are drafted before a promise is broken, and none is broken unnoted."""

import logging
from datetime import UTC, datetime

from services.intake.letters.workflows import (
    draft_apologies,
    note_broken,
    post_letters,
    withdraw_idle,
)
from services.intake.org.web import IntakeContext
from services.intake.promises.domain import SubjectKind
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.chassis.timers import Timer, batch_timer

log = logging.getLogger(__name__)


def timers(web: IntakeContext) -> list[Timer]:
    async def look() -> None:
        acting = Acting(place=web.place, now=datetime.now(UTC))
        done = await keep_promises(web.database, acting)
        if any(done.values()):
            log.info("promises looked after", extra={"done": done})

    async def post(tx: Transaction, acting: Acting) -> int:
        return await post_letters(tx, web.files, acting)

    keeping = Timer(name="every_ten_seconds_keep_promises", every_seconds=10.0, do=look)
    posting = batch_timer(web, "every_ten_seconds_email_letters", 10.0, post)
    return [keeping, posting] if web.channels.smtp is not None else [keeping]


async def keep_promises(database: Database, acting: Acting) -> dict[str, int]:
    """All there is to do for promises now, each batch a transaction of its own."""
    done = {"drafted": 0, "broken": 0}
    for kind in (SubjectKind.DOSSIER, SubjectKind.FEEDBACK):
        for name, step in (("drafted", draft_apologies), ("broken", note_broken)):
            batch = -1
            while batch:
                async with database.transaction() as tx:
                    batch = await step(tx, kind, acting)
                done[name] += max(batch, 0)
    async with database.transaction() as tx:
        done["withdrawn"] = await withdraw_idle(tx, acting)
    return done
