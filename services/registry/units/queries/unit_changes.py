"""What registry can be asked of changes: those planned, those of a unit, the days of change."""

from collections.abc import Collection
from datetime import date

from services.registry.units.domain.changes import ENDING, UnitChange
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.unit_versions import Link, links_of
from services.registry.units.domain.units import UnitVersion
from services.registry.units.store import changes as store
from services.registry.units.store import heads as head_store
from services.registry.units.store import tree
from services.registry.units.store import units as unit_store
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

MOST_HOSTED = 200


async def changes_planned(tx: Transaction, today: date) -> list[UnitChange]:
    """The changes that are still to come, the nearest first."""
    return await store.list_planned(tx, after=today)


async def days_of_change(tx: Transaction) -> list[date]:
    """The days on which the tree changes, in order."""
    return await store.list_days(tx)


async def history_of(tx: Transaction, unit: str) -> list[UnitVersion]:
    """All chapters of a unit."""
    return await unit_store.list_chapters(tx, code=unit)


async def heads_of(tx: Transaction, unit: str) -> list[HeadCount]:
    """The head counts of a unit, the newest first."""
    return await head_store.list_heads(tx, unit)


async def hosted_by(tx: Transaction, unit: str, day: date) -> list[UnitVersion]:
    """The units without a node that a place serves."""
    return await tree.list_hosted(tx, unit, day=day, most=MOST_HOSTED)


async def level_below(
    tx: Transaction, parent: str | None, *, day: date, most: int, after: int = 0
) -> list[tuple[UnitVersion, int]]:
    """The units right under another, each with how many stand under it."""
    return await tree.list_level(tx, parent, day=day, most=most, after=after)


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
