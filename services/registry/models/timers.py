"""Models are filed under new superiors when units may have moved."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from services.registry.models.workflows import refile_models, units_last_told_at
from services.registry.org.web import RegistryContext
from shared.chassis.database import Database
from shared.chassis.timers import Timer
from shared.kernel.places import Place

log = logging.getLogger(__name__)


def timers(web: RegistryContext) -> list[Timer]:
    return [EveryMinuteRefileModels(web.database, web.place).timer()]


@dataclass(slots=True)
class EveryMinuteRefileModels:
    """Files models under new superiors, when units may have moved: a telling, or a new day."""

    database: Database
    place: Place
    done_with: tuple[datetime | None, date] | None = field(default=None, init=False)

    def timer(self) -> Timer:
        """The timer that calls it."""
        name = "every_minute_refile_models"
        return Timer(name=name, every_seconds=60.0, do=self.look)

    async def look(self) -> None:
        """A handful of units at a time; whoever moves many is done within minutes."""
        today = self.place.day_of(datetime.now(UTC))
        async with self.database.transaction() as tx:
            now = (await units_last_told_at(tx), today)
            if now == self.done_with:
                return
            moved = await refile_models(tx, day=today)
        if not moved:
            self.done_with = now
            return
        log.info("models refiled", extra={"units": moved})
