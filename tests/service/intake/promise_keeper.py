"""A keeper of promises as a process of its own, told line by line what time it is.

    keep <instant>             all there is to do for promises at that instant
    give <instant> <code> …    the results of some dossiers are returned
    move <instant> <code> …    some dossiers are promised for two days later

Each line is answered by one once it is done: whoever hears no answer has killed it.
"""

import asyncio
import sys
from contextlib import suppress
from datetime import datetime, timedelta

from services.intake.dossiers.domain.dossiers import DossierCode
from services.intake.dossiers.domain.steps import (
    DossierAlreadyReturned,
    DossierStep,
    DossierStepTaken,
    NewDateNotLater,
)
from services.intake.dossiers.workflows.steps import take_step
from services.intake.letters.timers import keep_promises
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from shared.chassis.outage import Outage
from shared.kernel.places import Place, PlaceCode


async def give(database: Database, codes: list[str], *, at: Acting) -> None:
    """Return dossiers one by one; one that was returned before a kill stays returned."""
    returned = DossierStepTaken(step=DossierStep.RETURN, on=at.today)
    for code in codes:
        with suppress(DossierAlreadyReturned):
            async with database.transaction() as tx:
                await take_step(tx, DossierCode(code), returned, acting=at)


async def move(database: Database, codes: list[str], *, at: Acting) -> None:
    """Name another day for dossiers; one that was moved before a kill is not moved again."""
    day = at.today + timedelta(days=2)
    moved = DossierStepTaken(
        step=DossierStep.RESCHEDULE, on=at.today, due_on=day, words="Chờ xác minh"
    )
    for code in codes:
        with suppress(DossierAlreadyReturned, NewDateNotLater):
            async with database.transaction() as tx:
                await take_step(tx, DossierCode(code), moved, acting=at)


async def obey(database: Database, place: Place, line: str) -> None:
    """Do what one line asks, however often two get in each other's way."""
    verb, instant, *codes = line.split()
    at = Acting(place=place, now=datetime.fromisoformat(instant))
    while True:
        try:
            if verb == "keep":
                await keep_promises(database, at)
            else:
                await {"give": give, "move": move}[verb](database, codes, at=at)
        except Outage:
            continue
        return


async def main(url: str, code: str) -> None:
    """Obey until the lines end."""
    database, place = Database.at(url), Place(code=PlaceCode(code), parent=None)
    for line in iter(sys.stdin.readline, ""):
        await obey(database, place, line)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
