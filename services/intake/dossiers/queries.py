"""What can be asked of dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.intake.dossiers import store
from services.intake.dossiers.domain.dates import Interval, intervals_of
from services.intake.dossiers.domain.dossiers import (
    SOONEST_FIRST,
    Dossier,
    DossierCode,
    DossierId,
    DossierTab,
    Sought,
)
from services.intake.dossiers.domain.steps import Happened
from services.intake.org.queries import UnitName, Viewer, names_of, units_served
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was looked for, and the key of its last line if there are more."""

    dossiers: Sequence[Dossier]
    names: Mapping[str, UnitName]
    counts: Mapping[DossierTab, int]
    units: Sequence[UnitName]
    next_after: str = ""


async def find_sought(
    tx: Transaction, sought: Sought, viewer: Viewer, *, after: str, size: int
) -> Found:
    """One page of dossiers the viewer may read of, and how much is in each view."""
    within = replace(sought, scope=await viewer.scope(tx, Right.READ))
    found = await store.list_sought(
        tx, within, today=viewer.today, after=key_of(after), most=size + 1
    )
    page = found[:size]
    counts: dict[DossierTab, int] = {
        view: await store.count_sought(tx, replace(within, view=view), today=viewer.today)
        for view in DossierTab
        if view is not DossierTab.ALL
    }
    return Found(
        dossiers=page,
        names=await names_of(tx, {one.unit for one in page}, viewer.today),
        counts=counts,
        units=await units_served(tx, viewer.here, viewer.today),
        next_after=_key(page[-1], sought.view) if len(found) > size else "",
    )


def key_of(after: str) -> tuple[date, DossierCode] | None:
    """The key behind what stands in an address; what cannot be read is the beginning.

    >>> key_of("2018-09-21_H26-1"), key_of("x")
    ((datetime.date(2018, 9, 21), 'H26-1'), None)
    """
    day, _, code = after.partition("_")
    try:
        return date.fromisoformat(day), DossierCode(code)
    except ValueError:
        return None


def _key(dossier: Dossier, view: DossierTab) -> str:
    day = dossier.promised_on if view in SOONEST_FIRST else dossier.moved_on
    return f"{day}_{dossier.code}"


async def find_called(tx: Transaction, dossier_id: UUID, viewer: Viewer) -> WholeDossier:
    """The dossier with this id and its way, for somebody who may read of its unit.

    Raises:
        DossierUnknown: if there is none.
        NotYours: if the viewer may not read of its unit.

    """
    whole = await find_whole(tx, await store.code_of(tx, DossierId(dossier_id)))
    await viewer.must(tx, Right.READ, whole.dossier.unit)
    return whole


async def list_passing(
    tx: Transaction, by: date, *, after: tuple[date, DossierCode] | None = None, most: int
) -> list[Dossier]:
    """Dossiers that are not returned and whose promised date passes by a day, soonest first.

    Those that await a supplement are not among them: no date runs. `after` is the promised
    date and the code of the last one seen.
    """
    return await store.list_passing(tx, by, after=after, most=most)
