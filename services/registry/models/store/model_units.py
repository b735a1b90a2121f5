"""The units models belong to: what they are called, and which lie below which."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.models.tables import unit_lines
from services.registry.units.domain.unit_names import UnitName
from services.registry.units.tables.units import units
from shared.chassis.database import Transaction

MOST_CHILDREN = 500
# A unit that is no more stays under those it last stood under: what it did is not lost.
LINES = sa.text("""
WITH RECURSIVE line AS (
  SELECT unit, unit AS top, ARRAY[unit] AS line FROM unit_lines
  UNION ALL
  SELECT line.unit, above.code, line.line || above.code FROM line
    CROSS JOIN LATERAL (
      SELECT territorial_parent AS code FROM units
       WHERE units.code = line.top AND valid_from <= :day
       ORDER BY valid_from DESC LIMIT 1) above
   WHERE above.code IS NOT NULL AND above.code <> ALL (line.line)),
whole AS (
  SELECT DISTINCT ON (unit) unit, line FROM line ORDER BY unit, cardinality(line) DESC)
SELECT whole.unit, whole.line FROM whole JOIN unit_lines filed USING (unit)
 WHERE filed.line <> whole.line LIMIT :most
""").bindparams(sa.bindparam("day", type_=sa.Date))
RELINE = sa.text("""
UPDATE models SET search = array_to_tsvector(
  ARRAY(SELECT t FROM unnest(tsvector_to_array(search)) t WHERE t NOT LIKE 'u:%')
  || CAST(:tokens AS text[])) WHERE unit = :unit
""").bindparams(sa.bindparam("tokens", type_=ARRAY(sa.Text)))


async def list_names(
    tx: Transaction, codes: Collection[str], *, day: date
) -> dict[str, UnitName]:
    """The names of units: as of a day, else the last they had; strangers are left out."""
    query = (
        sa.select(units.c.code, units.c.vi, units.c.en)
        .where(units.c.code.in_(sorted(set(codes))))
        .order_by(units.c.code, units.c.valid_from <= day, units.c.valid_from)
    )
    return {row["code"]: UnitName(**row) for row in (await tx.execute(query)).mappings()}


async def list_children(tx: Transaction, top: str, *, day: date) -> list[UnitName]:
    """The units right below one, by name."""
    query = (
        sa.select(units.c.code, units.c.vi, units.c.en)
        .where(
            units.c.territorial_parent == top,
            units.c.valid_from <= day,
            sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day),
        )
        .order_by(units.c.vi, units.c.code)
        .limit(MOST_CHILDREN)
    )
    return [UnitName(**row) for row in (await tx.execute(query)).mappings()]


async def list_moved(
    tx: Transaction, *, day: date, most: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Units whose superiors are others than when their models were last filed."""
    rows = await tx.execute(LINES, {"day": day, "most": most})
    return [(unit, tuple(line)) for unit, line in rows]


async def file_under(tx: Transaction, unit: str, line: Collection[str]) -> int:
    """File all models of a unit under its superiors; says how many those are."""
    await tx.execute(
        unit_lines.update().where(unit_lines.c.unit == unit).values(line=list(line))
    )
    moved = await tx.execute(RELINE, {"unit": unit, "tokens": [f"u:{one}" for one in line]})
    return int(moved.rowcount)


async def last_told_at(tx: Transaction) -> datetime | None:
    """When anything was last told of any unit."""
    told: datetime | None = (await tx.execute(sa.select(sa.func.max(units.c.told_at)))).scalar()
    return told
