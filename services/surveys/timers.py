"""What surveys does because time passes."""

from datetime import UTC, datetime

from services.surveys import workflows
from shared.chassis.database import Database
from shared.chassis.timers import Timer
from shared.kernel.places import Place

TELL_SECONDS = 2.0


def timers(database: Database, place: Place) -> tuple[Timer, ...]:
    """Telling tallies, little and often."""

    async def every_two_seconds_tell_tallies() -> None:
        told = 1
        while told:
            async with database.transaction() as tx:
                told = await workflows.tell_tallies(tx, place=place, now=datetime.now(UTC))

    return (
        Timer(name="tallies", every_seconds=TELL_SECONDS, do=every_two_seconds_tell_tallies),
    )
