"""What can be asked of dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.intake.domain.dossier_dates import Interval, intervals_of
from services.intake.domain.dossier_steps import Happened
from services.intake.domain.dossiers import Dossier, DossierCode
from services.intake.store import dossier_lists
from services.intake.store import dossiers as store
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDossier:
    """A dossier with everything that happened to it, and when each was noted."""

    dossier: Dossier
    history: Sequence[Happened]
    noted: Sequence[datetime]
    intervals: Sequence[Interval]


async def find_dossier(tx: Transaction, code: DossierCode) -> Dossier:
    """The dossier with this code.

    Raises:
        DossierUnknown: if there is none.

    """
    return await store.load_dossier(tx, code)


async def find_whole(tx: Transaction, code: DossierCode) -> WholeDossier:
    """The dossier with this code and its way.

    Raises:
        DossierUnknown: if there is none.

    """
    dossier = await store.load_dossier(tx, code)
    steps = (await store.list_steps(tx, [dossier.id]))[dossier.id]
    history = [one for one, _ in steps]
    return WholeDossier(
        dossier=dossier,
        history=history,
        noted=[at for _, at in steps],
        intervals=intervals_of(dossier, history),
    )


async def list_passing(
    tx: Transaction, by: date, *, after: tuple[date, DossierCode] | None = None, most: int
) -> list[Dossier]:
    """Dossiers that are not returned and whose promised date passes by a day, soonest first.

    Those that await a supplement are not among them: no date runs. `after` is the promised
    date and the code of the last one seen.
    """
    return await dossier_lists.list_passing(tx, by, after=after, most=most)
