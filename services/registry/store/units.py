"""Units in and out of Postgres."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.domain.units import Chapter, Unit
from services.registry.tables.units import units
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

KEY = ("code", "valid_from")
ONE_AT_A_TIME = 7_401_820_180_102
"""Advisory lock: two replicas at the top read the same file at the same moment."""


async def take_turns(tx: Transaction) -> None:
    """Wait until nobody else establishes units; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def save_unit(tx: Transaction, unit: Unit, *, told_at: datetime) -> None:
    """Keep a chapter of a unit's history; what was told later stands, whatever comes first."""
    row = _row(unit) | {"told_at": told_at}
    kept = insert(units).values(row)
    told = {name: kept.excluded[name] for name in row if name not in KEY}
    newer = kept.excluded.told_at >= units.c.told_at
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=told, where=newer))
    await _end_chapters(tx, unit.code)


async def _end_chapters(tx: Transaction, code: UnitCode) -> None:
    """Every chapter ends where the next begins, in whatever order they became known."""
    later = units.alias()
    following = (
        sa.select(sa.func.min(later.c.valid_from))
        .where(later.c.code == units.c.code, later.c.valid_from > units.c.valid_from)
        .scalar_subquery()
    )
    ended = units.update().where(units.c.code == code).values(valid_to=following)
    await tx.execute(ended)


async def list_chapters(
    tx: Transaction, *, as_of: date | None = None, code: str | None = None
) -> list[Chapter]:
    """What was known on `as_of`, or all that ever was; by code and day."""
    query = sa.select(units).order_by(units.c.code, units.c.valid_from)
    if as_of is not None:
        ended = sa.or_(units.c.valid_to.is_(None), units.c.valid_to > as_of)
        query = query.where(units.c.valid_from <= as_of, ended)
    if code is not None:
        query = query.where(units.c.code == code)
    return _chapters((await tx.execute(query)).mappings().all())


def _chapters(rows: Sequence[sa.RowMapping]) -> list[Chapter]:
    return [Chapter(unit=_unit(row), valid_to=row["valid_to"]) for row in rows]


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "valid_from": unit.valid_from,
        "kind": unit.kind,
        "vi": unit.vi,
        "en": unit.en,
        "territorial_parent": unit.parent,
        "host": unit.host,
        "made_up": unit.made_up,
    }


def _unit(row: sa.RowMapping) -> Unit:
    return Unit(
        code=UnitCode(row["code"]),
        parent=row["territorial_parent"],
        host=PlaceCode(row["host"]),
        kind=row["kind"],
        vi=row["vi"],
        en=row["en"],
        valid_from=row["valid_from"],
        made_up=row["made_up"],
    )
