"""What can be asked of petitions: one, a page of them, and how many of each unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.org.queries import UnitName, Viewer, names_of
from services.intake.petitions import store
from services.intake.petitions.domain import Petition
from shared.chassis.database import Transaction
from shared.kernel.roles import Right

NEWEST = 2**31 - 1
"""Numbers are of 32 bits; the list begins below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one day to another, both within."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionRegister:
    """A page of matters, and the counts of the period by unit and kind."""

    petitions: Sequence[Petition]
    counts: Sequence[Mapping[str, Any]]
    names: Mapping[str, UnitName]
    next_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePetition:
    """A matter with its steps."""

    petition: Petition
    steps: Sequence[Mapping[str, Any]]
    names: Mapping[str, UnitName]


async def find_register(
    tx: Transaction, period: Period, viewer: Viewer, *, kind: str, after: str, size: int
) -> PetitionRegister:
    """What the viewer may read of."""
    scope = await viewer.scope(tx, Right.READ)
    before = int(after) if after.isdecimal() and len(after) < len(str(NEWEST)) else NEWEST
    petitions = await store.list_petitions(tx, scope, kind=kind, before=before, most=size + 1)
    page = petitions[:size]
    counts = await store.count_petitions(
        tx, scope, first=period.first, last=period.last, today=viewer.today
    )
    codes = {petition.unit for petition in page} | {row["unit"] for row in counts}
    return PetitionRegister(
        petitions=page,
        counts=counts,
        names=await names_of(tx, codes, viewer.today),
        next_after=str(page[-1].number) if len(petitions) > size else "",
    )


async def find_petition(tx: Transaction, number: int, viewer: Viewer) -> WholePetition:
    """A matter somebody may read of.

    Raises:
        PetitionUnknown: if there is none.
        NotYours: if the viewer may not read of its unit.

    """
    petition = await store.load_petition(tx, number)
    await viewer.must(tx, Right.READ, petition.unit)
    return WholePetition(
        petition=petition,
        steps=await store.list_steps(tx, petition.id),
        names=await names_of(tx, {petition.unit}, viewer.today),
    )


async def unit_of(tx: Transaction, number: int) -> str:
    """The unit whose matter this is.

    Raises:
        PetitionUnknown: if there is none.

    """
    return (await store.load_petition(tx, number)).unit
