"""What citizens are owed leaves as soon as it was written down."""

from datetime import UTC, datetime

from services.intake.notices.catalogue import the_templates
from services.intake.notices.workflows import Dispatcher, Writer
from services.intake.org.web import IntakeContext
from shared.chassis.timers import Timer


def timers(web: IntakeContext) -> list[Timer]:
    if not web.channels.outward:
        return []
    writer = Writer(
        place=web.place, sender=web.channels.sender, templates=the_templates(), files=web.files
    )
    dispatcher = Dispatcher(
        database=web.database, place=web.place, channels=web.channels, writer=writer
    )

    async def send() -> None:
        await dispatcher.send_due(now=datetime.now(UTC))

    return [Timer(name="every_two_seconds_send_notices", every_seconds=2.0, do=send)]
