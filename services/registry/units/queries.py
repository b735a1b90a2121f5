"""What registry can be asked."""

from collections.abc import Collection
from datetime import date

from services.registry.units import store
from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.changes import ENDING, UnitChange
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.unit_checks import UnitFinding, findings, lives_of
from services.registry.units.domain.unit_versions import Link, links_of
from services.registry.units.domain.units import Unit, UnitUnknown, UnitVersion
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


async def subtree_of(tx: Transaction, unit: str, day: date) -> list[UnitCode]:
    """A unit and everyone below it on a day, from the top down."""
    return await store.list_below(tx, unit, day=day)


async def some_of_subtree(
    tx: Transaction, unit: str, day: date, *, most: int
) -> list[UnitCode]:
    """A unit and the first of those below it, for lists one may also type beside."""
    return await store.list_some_below(tx, unit, day=day, most=most)


async def units_named(tx: Transaction, text: str, day: date) -> list[UnitVersion]:
    """Units of a day by a part of their name, with or without marks, or by their code."""
    return await store.search(tx, text, day=day, most=MOST_FOUND)


async def histories_of(tx: Transaction, codes: Collection[str]) -> list[UnitVersion]:
    """All chapters of some units, by code and day."""
    return await store.list_histories(tx, codes)


async def called_on(tx: Transaction, codes: Collection[str], day: date) -> dict[str, Unit]:
    """Some units as they are called on a day; one that has ended, as it was called last."""
    chapters = await store.list_histories(tx, codes)
    return {each.unit.code: each.unit for each in chapters if each.unit.valid_from <= day}


async def first_day(tx: Transaction) -> date | None:
    """The day on which the oldest unit began, if there is any."""
    return await store.get_first_day(tx)


MOST_HOSTED = 200


async def changes_planned(tx: Transaction, today: date) -> list[UnitChange]:
    """The changes that are still to come, the nearest first."""
    return await store.list_planned(tx, after=today)


async def days_of_change(tx: Transaction) -> list[date]:
    """The days on which the tree changes, in order."""
    return await store.list_days(tx)


async def history_of(tx: Transaction, unit: str) -> list[UnitVersion]:
    """All chapters of a unit."""
    return await store.list_chapters(tx, code=unit)


async def heads_of(tx: Transaction, unit: str) -> list[HeadCount]:
    """The head counts of a unit, the newest first."""
    return await store.list_heads(tx, unit)


async def hosted_by(tx: Transaction, unit: str, day: date) -> list[UnitVersion]:
    """The units without a node that a place serves."""
    return await store.list_hosted(tx, unit, day=day, most=MOST_HOSTED)


async def level_below(
    tx: Transaction, parent: str | None, *, day: date, most: int, after: int = 0
) -> list[tuple[UnitVersion, int]]:
    """The units right under another, each with how many stand under it."""
    return await store.list_level(tx, parent, day=day, most=most, after=after)


async def lineage_of(tx: Transaction, unit: UnitCode) -> list[Link]:
    """Every link from and into a unit, and from and into those, however far."""
    seen: set[UnitCode] = set()
    wanted = {unit}
    links: dict[tuple[object, ...], Link] = {}
    while wanted - seen:
        asked = sorted(wanted - seen)
        seen.update(asked)
        changes = [c for c in await store.list_changes_of(tx, asked) if c.kind in ENDING]
        found = [x for c in changes for source in c.sources for x in links_of(source, [c])]
        near = [x for x in found if x.predecessor in asked or x.successor in asked]
        for link in near:
            links[link.predecessor, link.successor, link.effective_on] = link
            wanted |= {code for code in (link.predecessor, link.successor) if code}
    return sorted(
        links.values(), key=lambda x: (x.effective_on, x.predecessor, x.successor or "")
    )


async def changes_around(
    tx: Transaction, codes: Collection[str], *, after: date
) -> list[UnitChange]:
    """The changes of some units that are still to come."""
    found = await store.list_changes_of(tx, codes)
    return [change for change in found if change.effective_on > after]


async def tree_checked(tx: Transaction) -> list[UnitFinding]:
    """Everything that is wrong, by unit."""
    return findings(lives_of(await store.list_chapters(tx)), unit_kinds())
