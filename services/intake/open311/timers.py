"""Cases go to other Open311 servers, and what happened there comes back."""

from datetime import UTC, datetime

from services.intake.open311.web import Open311Context
from services.intake.open311.workflows.dialling import lines_to
from services.intake.open311.workflows.listening import listen
from services.intake.open311.workflows.sending_on import send_next
from shared.chassis.timers import Timer


def timers(web: Open311Context) -> list[Timer]:
    if not list(web.servers):
        return []

    async def talk() -> None:
        async with lines_to(web.servers) as lines:
            while await send_next(web.database, lines, place=web.place, now=datetime.now(UTC)):
                pass
            for line in lines.values():
                await listen(web.database, line, place=web.place, now=datetime.now(UTC))

    return [Timer(name="every_ten_seconds_talk_to_others", every_seconds=10.0, do=talk)]
