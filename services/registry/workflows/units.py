"""What registry does, one function per errand: decide, write down, announce."""

from collections.abc import Sequence
from datetime import datetime

from services.registry.announcements import units as announcements
from services.registry.domain.units import Unit
from services.registry.store import units as store
from shared.chassis.database import Transaction
from shared.chassis.outbox import announce_all


async def establish_units(tx: Transaction, wanted: Sequence[Unit], *, now: datetime) -> int:
    """Write down and tell what is not known yet; says how many units that were."""
    await store.take_turns(tx)
    known = {chapter.unit for chapter in await store.list_chapters(tx)}
    new = [unit for unit in wanted if unit not in known]
    for unit in new:
        await store.save_unit(tx, unit, told_at=now)
    return await announce_all(
        tx, (announcements.unit_established(unit, now=now) for unit in new)
    )


async def note_unit(tx: Transaction, unit: Unit, *, told_at: datetime) -> None:
    """Keep what another node, or this one, told of a unit."""
    await store.save_unit(tx, unit, told_at=told_at)
