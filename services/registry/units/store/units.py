"""Units in and out of Postgres: what was told of them, and the chapters folded from it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.units.domain.units import Unit, UnitVersion
from services.registry.units.tables.units import unit_tellings, units
from shared.chassis.database import Transaction
from shared.kernel.folding import folded
from shared.kernel.places import PlaceCode, UnitCode

KEY = ("code", "valid_from")
TEXTS = sa.ARRAY(sa.Text)
ONE_AT_A_TIME = 7_401_820_180_102
"""Advisory lock: a history is folded from all that is known, and two may tell at once."""


async def lock_units(tx: Transaction) -> None:
    """Wait until nobody else tells of units; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def save_tellings(tx: Transaction, told: Sequence[Unit], *, told_at: datetime) -> None:
    """Keep what was told; what was told later stands, whatever comes first."""
    if not told:
        return
    kept = insert(unit_tellings)
    names = [column.name for column in unit_tellings.columns if column.name not in KEY]
    newer = kept.excluded.told_at >= unit_tellings.c.told_at
    statement = kept.on_conflict_do_update(
        index_elements=KEY, set_={name: kept.excluded[name] for name in names}, where=newer
    )
    await tx.execute(statement, [_row(unit) | {"told_at": told_at} for unit in told])


async def list_tellings(tx: Transaction, codes: Collection[str] | None = None) -> list[Unit]:
    """What was told of some units, or of all."""
    query = sa.select(unit_tellings)
    if codes is not None:
        query = query.where(unit_tellings.c.code == sa.any_(sa.literal(list(codes), TEXTS)))
    return [_unit(row) for row in (await tx.execute(query)).mappings()]


async def replace_chapters(
    tx: Transaction,
    codes: Collection[str],
    chapters: Sequence[UnitVersion],
    *,
    told_at: datetime,
) -> None:
    """Write down the histories of some units anew."""
    await tx.execute(units.delete().where(_among(codes)))
    rows = [
        _row(one.unit)
        | {"valid_to": one.valid_to, "told_at": told_at, "folded": folded(one.unit.vi)}
        for one in chapters
    ]
    if rows:
        await tx.execute(units.insert(), rows)


async def list_chapters(
    tx: Transaction, *, as_of: date | None = None, code: str | None = None
) -> list[UnitVersion]:
    """What was known on `as_of`, or all that ever was; by code and day."""
    query = sa.select(units).order_by(units.c.code, units.c.valid_from)
    if as_of is not None:
        query = query.where(_on(as_of))
    if code is not None:
        query = query.where(units.c.code == code)
    return as_chapters((await tx.execute(query)).mappings().all())


async def list_histories(tx: Transaction, codes: Collection[str]) -> list[UnitVersion]:
    """All chapters of some units, by code and day."""
    query = sa.select(units).where(_among(codes)).order_by(units.c.code, units.c.valid_from)
    return as_chapters((await tx.execute(query)).mappings().all())


async def list_children(
    tx: Transaction, parents: Collection[str], *, day: date
) -> list[UnitVersion]:
    """The units right under some others on a day, by code."""
    among = units.c.territorial_parent == sa.any_(sa.literal(list(parents), TEXTS))
    query = sa.select(units).where(among, _on(day)).order_by(units.c.code)
    return as_chapters((await tx.execute(query)).mappings().all())


def as_chapters(rows: Sequence[Mapping[Any, Any]]) -> list[UnitVersion]:
    """Chapters as they are kept."""
    return [UnitVersion(unit=_unit(row), valid_to=row["valid_to"]) for row in rows]


def _among(codes: Collection[str]) -> sa.ColumnElement[bool]:
    return units.c.code == sa.any_(sa.literal(list(codes), TEXTS))


def _on(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        units.c.valid_from <= day, sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day)
    )


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "valid_from": unit.valid_from,
        "kind": unit.kind,
        "vi": unit.vi,
        "en": unit.en,
        "territorial_parent": unit.parent,
        "sector_parent": unit.sector_parent,
        "host": unit.host,
        "gso_code": unit.gso_code,
        "eid": unit.eid,
        "basis": unit.basis,
        "made_up": unit.made_up,
    }


def _unit(row: Mapping[Any, Any]) -> Unit:
    return Unit(
        code=UnitCode(row["code"]),
        parent=row["territorial_parent"],
        host=PlaceCode(row["host"]),
        kind=row["kind"],
        vi=row["vi"],
        en=row["en"],
        valid_from=row["valid_from"],
        made_up=row["made_up"],
        sector_parent=row["sector_parent"],
        gso_code=row["gso_code"],
        eid=row["eid"],
        basis=row["basis"],
    )
