"""Previews: a change is judged and what it touches is listed; nothing is written down."""

from services.registry.units.domain.changes import UnitChange
from services.registry.units.domain.previews import Preview
from services.registry.units.domain.units import Unit, UnitVersion
from services.registry.units.store import tree
from services.registry.units.store import units as store
from services.registry.units.workflows.unit_changes import Desk, version_of, weighed
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

MOST_HOSTED = 200


async def preview(
    tx: Transaction,
    change: UnitChange,
    *,
    children_to: UnitCode | None = None,
    web: Desk,
) -> Preview:
    """What a change would touch.

    Raises:
        Rejection: if it may not be made.

    """
    whole = await weighed(tx, change, children_to=children_to, web=web)
    units = _last_before(await store.list_histories(tx, whole.touched), whole)
    ending = whole.ended or whole.sources
    below = [
        code
        for unit in ending
        for code in (await tree.list_below(tx, unit, day=whole.effective_on))[1:]
    ]
    hosted = [
        chapter.unit
        for unit in whole.ended
        for chapter in await tree.list_hosted(
            tx, unit, day=whole.effective_on, most=MOST_HOSTED
        )
    ]
    drafts = {part.begins.host for part in whole.parts if part.begins}
    nodes = {unit.host for unit in units} | {unit.host for unit in hosted} | drafts
    return Preview(
        change=whole,
        units=units,
        below=below,
        hosted=hosted,
        nodes=sorted(nodes),
        version=await version_of(tx, change.touched),
    )


def _last_before(chapters: list[UnitVersion], change: UnitChange) -> list[Unit]:
    known = {
        chapter.unit.code: chapter.unit
        for chapter in chapters
        if chapter.unit.valid_from <= change.effective_on
    }
    return [known[code] for code in change.touched if code in known]
