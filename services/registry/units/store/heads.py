"""Head counts in and out of Postgres."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.units.domain.heads import HeadCount
from services.registry.units.tables.units import unit_heads
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

KEY = ("unit", "counted_on")


async def save_heads(tx: Transaction, count: HeadCount, *, told_at: datetime) -> None:
    """Keep a count; of one day the last telling stands."""
    row = {"unit": count.unit, "counted_on": count.counted_on, "heads": count.heads}
    kept = insert(unit_heads).values(row | {"told_at": told_at})
    newer = kept.excluded.told_at >= unit_heads.c.told_at
    told = {name: kept.excluded[name] for name in ("heads", "told_at")}
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=told, where=newer))


async def list_heads(tx: Transaction, unit: str) -> list[HeadCount]:
    """All counts of a unit, the newest first."""
    query = sa.select(unit_heads).where(unit_heads.c.unit == unit)
    rows = await tx.execute(query.order_by(unit_heads.c.counted_on.desc()))
    return [_count(row.unit, row.counted_on, row.heads) for row in rows]


def _count(unit: str, day: date, heads: int) -> HeadCount:
    return HeadCount(unit=UnitCode(unit), counted_on=day, heads=heads)
