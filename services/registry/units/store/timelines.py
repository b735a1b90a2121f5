"""What is known of the telling of units' histories: how often written, in which shape told."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.units.tables.units import unit_histories, unit_tellings
from shared.chassis.database import Transaction


async def note_told(tx: Transaction, codes: Collection[str], *, told_as: int) -> None:
    """Write down that these histories were told in the present shape."""
    rows = [{"unit": code, "version": 1, "told_as": told_as} for code in codes]
    if not rows:
        return
    added = insert(unit_histories)
    again = {"version": unit_histories.c.version + 1, "told_as": added.excluded.told_as}
    await tx.execute(added.on_conflict_do_update(index_elements=["unit"], set_=again), rows)


async def list_untold(tx: Transaction, *, told_as: int, most: int) -> list[str]:
    """Units whose history was never told in the present shape."""
    told = sa.exists().where(
        unit_histories.c.unit == unit_tellings.c.code, unit_histories.c.told_as >= told_as
    )
    query = sa.select(unit_tellings.c.code).where(~told).distinct().limit(most)
    return list((await tx.execute(query)).scalars())


async def versions_of(tx: Transaction, codes: Collection[str]) -> int:
    """A number that grows whenever the history of one of these units is written anew."""
    mine = unit_histories.c.unit.in_(list(codes))
    query = sa.select(sa.func.coalesce(sa.func.sum(unit_histories.c.version), 0)).where(mine)
    return int((await tx.execute(query)).scalar_one())
