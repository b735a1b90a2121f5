"""Dossiers one by one, and a whole register at once."""

from datetime import date, datetime

from services.intake.announcements import dossiers as announcements
from services.intake.domain.dossiers import (
    Dossier,
    DossierAlreadyKnown,
    DossierCode,
    accepted,
    hand_back,
)
from services.intake.store import dossiers as store
from services.intake.workflows.register import Register, refuse_known
from shared.chassis.database import Transaction
from shared.chassis.outbox import announce, announce_all
from shared.chassis.sheets import Progress
from shared.kernel.places import Place

BATCH = 1000


async def receive_dossier(
    tx: Transaction, dossier: Dossier, *, place: Place, now: datetime
) -> Dossier:
    """Register one dossier and let the node know.

    Raises:
        DossierAlreadyKnown: if its code is registered.

    """
    accepted(dossier, today=place.day_of(now))
    if not await store.add_dossier(tx, dossier):
        raise DossierAlreadyKnown
    await announce_all(tx, announcements.dossier_so_far(dossier, place, now=now))
    return dossier


async def return_dossier(
    tx: Transaction, code: DossierCode, *, on: date, place: Place, now: datetime
) -> Dossier:
    """Note that a dossier's result was ready, and let the node know."""
    case = await store.load_dossier_to_change(tx, code)
    dossier = hand_back(case, on=on, today=place.day_of(now))
    await store.save_return(tx, dossier)
    await announce(tx, announcements.dossier_returned(dossier, place, on=on, now=now))
    return dossier


async def import_register(
    tx: Transaction, register: Register, *, place: Place, now: datetime, tell: Progress
) -> int:
    """Register every dossier of a file, all or none, with all that has happened to them.

    Raises:
        SheetRefused: if any of them is registered already.

    """
    refuse_known(register, await store.known_codes(tx, register.codes))
    total = len(register.dossiers)
    for start in range(0, total, BATCH):
        tell("writing", start, total)
        await _register(tx, register.dossiers[start : start + BATCH], place=place, now=now)
    tell("writing", total, total)
    return total


async def _register(
    tx: Transaction, batch: list[Dossier], *, place: Place, now: datetime
) -> None:
    await store.add_dossiers(tx, batch)
    so_far = (announcements.dossier_so_far(one, place, now=now) for one in batch)
    await announce_all(tx, (fact for facts in so_far for fact in facts))
