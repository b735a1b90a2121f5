"""New letters become cases; one node reads the mailbox, however many replicas it has."""

import logging
from datetime import UTC, datetime

from services.intake.channels.workflows import MailboxPoller
from services.intake.org.web import IntakeContext
from shared.chassis.timers import Timer

log = logging.getLogger(__name__)


def timers(web: IntakeContext) -> list[Timer]:
    channels = web.channels
    if channels.mailbox is None:
        return []
    poller = MailboxPoller(
        database=web.database, place=web.place, files=web.files, channels=channels
    )

    async def empty() -> None:
        taken = await poller.visit(now=datetime.now(UTC))
        if taken:
            log.info("mailbox emptied", extra={"letters": taken})

    pause = channels.mailbox_every_seconds
    return [Timer(name="every_so_often_empty_mailbox", every_seconds=pause, do=empty)]
