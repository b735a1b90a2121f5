"""Head counts: written down where the unit is served, told to everyone above."""

from datetime import date, datetime

from services.registry.units.domain.heads import HeadCount, refuse_count
from services.registry.units.outgoing.units import heads_told
from services.registry.units.store import heads as store
from services.registry.units.workflows.hosting import require_speaker
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.places import PlaceCode

__all__ = ["HeadCount", "count_heads", "note_heads"]


async def count_heads(
    tx: Transaction, count: HeadCount, *, here: PlaceCode, today: date, now: datetime
) -> None:
    """Write down and tell how many people a unit has that is served here.

    Raises:
        UnitOfAnother: if another node serves it: two would tell of one unit.

    """
    refuse_count(count, today=today)
    await require_speaker(tx, count.unit, node=here, day=count.counted_on)
    await store.save_heads(tx, count, told_at=now)
    await publish(tx, heads_told(count.unit, count.counted_on, count.heads, now=now))


async def note_heads(
    tx: Transaction, count: HeadCount, *, speaker: PlaceCode, told_at: datetime
) -> None:
    """Keep what a node below tells of a unit it serves."""
    await require_speaker(tx, count.unit, node=speaker, day=count.counted_on)
    await store.save_heads(tx, count, told_at=told_at)
