"""Cases go to other Open311 servers, and what happened there comes back."""

from datetime import UTC, datetime

from services.intake.open311.web import Open311Context
from services.intake.open311.workflows.dialling import lines_to
from services.intake.open311.workflows.forwarding import listen, send_next
from shared.chassis.acting import Acting
from shared.chassis.timers import Timer


def timers(web: Open311Context) -> list[Timer]:
    if not list(web.servers):
        return []

    async def talk() -> None:
        async with lines_to(web.servers) as lines:
            while await send_next(web.database, lines, _now(web)):
                pass
            for line in lines.values():
                await listen(web.database, line, _now(web))

    return [Timer(name="every_ten_seconds_talk_to_others", every_seconds=10.0, do=talk)]


def _now(web: Open311Context) -> Acting:
    return Acting(place=web.place, now=datetime.now(UTC))
