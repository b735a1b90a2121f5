"""What registry can be asked."""

from collections.abc import Collection
from datetime import date

from services.registry.units.domain.units import Unit, UnitUnknown, UnitVersion
from services.registry.units.store import tree
from services.registry.units.store import units as store
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

MOST_FOUND = 20


async def units_on(tx: Transaction, day: date) -> list[UnitVersion]:
    """All units as they were organised on `day`."""
    return await store.list_chapters(tx, as_of=day)


async def unit_on(tx: Transaction, code: str, day: date) -> UnitVersion:
    """One unit as it was organised on `day`.

    Raises:
        UnitUnknown: if there was none with this code.

    """
    found = await store.list_chapters(tx, as_of=day, code=code)
    if not found:
        raise UnitUnknown
    return found[0]


async def line_of(tx: Transaction, unit: str, day: date) -> tuple[UnitCode, ...]:
    """A unit and all its superiors on a day, the unit first; only itself if unknown."""
    return await tree.list_line(tx, unit, day=day) or (UnitCode(unit),)


async def subtree_of(tx: Transaction, unit: str, day: date) -> list[UnitCode]:
    """A unit and everyone below it on a day, from the top down."""
    return await tree.list_below(tx, unit, day=day)


async def some_of_subtree(
    tx: Transaction, unit: str, day: date, *, most: int
) -> list[UnitCode]:
    """A unit and the first of those below it, for lists one may also type beside."""
    return await tree.list_some_below(tx, unit, day=day, most=most)


async def units_named(tx: Transaction, text: str, day: date) -> list[UnitVersion]:
    """Units of a day by a part of their name, with or without marks, or by their code."""
    return await tree.search(tx, text, day=day, most=MOST_FOUND)


async def histories_of(tx: Transaction, codes: Collection[str]) -> list[UnitVersion]:
    """All chapters of some units, by code and day."""
    return await store.list_histories(tx, codes)


async def called_on(tx: Transaction, codes: Collection[str], day: date) -> dict[str, Unit]:
    """Some units as they are called on a day; one that has ended, as it was called last."""
    chapters = await store.list_histories(tx, codes)
    return {each.unit.code: each.unit for each in chapters if each.unit.valid_from <= day}


async def first_day(tx: Transaction) -> date | None:
    """The day on which the oldest unit began, if there is any."""
    return await tree.get_first_day(tx)
