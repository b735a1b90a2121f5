"""What registry does, one function per errand: decide, write down, announce."""

from collections.abc import Sequence
from datetime import datetime

from services.registry.units.domain.units import Unit
from services.registry.units.outgoing import units as outgoing
from services.registry.units.store import units as store
from services.registry.units.workflows.timelines import write_histories
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all


async def establish_units(tx: Transaction, wanted: Sequence[Unit], *, now: datetime) -> int:
    """Write down and tell what is not known yet; says how many units that were."""
    await store.lock_units(tx)
    known = set(await store.list_tellings(tx))
    new = [unit for unit in wanted if unit not in known]
    told = await publish_all(tx, (outgoing.unit_established(unit, now=now) for unit in new))
    await _keep(tx, new, told_at=now, now=now)
    return told


async def note_unit(
    tx: Transaction, unit: Unit, *, told_at: datetime, now: datetime | None = None
) -> None:
    """Keep what another node, or this one, told of a unit."""
    await store.lock_units(tx)
    if unit in await store.list_tellings(tx, [unit.code]):
        return
    await _keep(tx, [unit], told_at=told_at, now=now or told_at)


async def _keep(
    tx: Transaction, told: Sequence[Unit], *, told_at: datetime, now: datetime
) -> None:
    await store.save_tellings(tx, told, told_at=told_at)
    await write_histories(tx, [unit.code for unit in told], now=now)
