"""Hosting: what comes from below counts for a unit only if its own node says it."""

from datetime import date

from services.registry.units.domain.units import UnitOfAnother
from services.registry.units.store import units as store
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode


async def require_speaker(
    tx: Transaction, unit: UnitCode, *, node: PlaceCode, day: date
) -> None:
    """Let a node below speak for the units it hosts, and for those nobody knows yet.

    Raises:
        UnitOfAnother: if another node hosts `unit` on `day`, and hosted it all along.

    """
    chapters = await store.list_chapters(tx, code=unit)
    hosts = {chapter.unit.host for chapter in chapters}
    on_day = {
        chapter.unit.host
        for chapter in chapters
        if chapter.unit.valid_from <= day
        and (chapter.valid_to is None or day < chapter.valid_to)
    }
    if node not in (on_day or hosts or {node}):
        raise UnitOfAnother


async def refuse_outsider(
    tx: Transaction, unit: UnitCode, *, node: PlaceCode, day: date
) -> None:
    """Let a node speak for the units it hosts, and decide on those it stands above.

    Raises:
        UnitOfAnother: if it does neither.

    """
    above: str | None = unit
    while above is not None:
        chapters = await store.list_chapters(tx, as_of=day, code=above)
        above = chapters[0].unit.parent if chapters else None
        if above is not None and str(above) == str(node):
            return
    await require_speaker(tx, unit, node=node, day=day)
