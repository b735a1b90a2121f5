"""The line of superiors of a unit, from what registry has told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shared.chassis.database import Transaction

LINE = sa.text("""
WITH RECURSIVE chapters (unit, parent) AS (
  SELECT unit, parent FROM known_chapters
  WHERE valid_from <= :day AND (valid_to IS NULL OR :day < valid_to)
  UNION ALL
  SELECT unit, parent FROM known_units AS told
  WHERE valid_from <= :day
    AND NOT EXISTS (SELECT 1 FROM known_chapters WHERE known_chapters.unit = told.unit)),
line (unit, depth) AS (
  SELECT CAST(:unit AS text), 0
  UNION ALL
  SELECT chapters.parent, depth + 1 FROM line JOIN chapters ON chapters.unit = line.unit
  WHERE chapters.parent IS NOT NULL AND depth < 20)
SELECT unit FROM line ORDER BY depth""")


async def list_line(tx: Transaction, unit: str, *, day: date) -> tuple[str, ...]:
    """A unit and all its superiors on a day, the unit first; alone if nobody has told of it."""
    rows = await tx.execute(LINE, {"unit": unit, "day": day})
    return tuple(rows.scalars())


NAMES = sa.text("""
WITH told (unit, vi, en, parent, valid_from) AS (
  SELECT unit, vi, en, parent, valid_from FROM known_chapters
  UNION ALL
  SELECT unit, vi, en, parent, valid_from FROM known_units AS single
  WHERE NOT EXISTS (SELECT 1 FROM known_chapters WHERE known_chapters.unit = single.unit))
SELECT DISTINCT ON (unit) unit, vi, en, parent FROM told
WHERE unit = ANY(CAST(:codes AS text[])) AND valid_from <= :day
ORDER BY unit, valid_from DESC""")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """What a unit is called, and under whom it stands."""

    code: str
    vi: str
    en: str
    parent: str | None = None


async def list_names(
    tx: Transaction, codes: Collection[str], *, day: date
) -> dict[str, UnitName]:
    """Units as they are called on a day, by code; one that has ended, as it was called last."""
    rows = await tx.execute(NAMES, {"codes": sorted(set(codes)), "day": day})
    return {
        row.unit: UnitName(code=row.unit, vi=row.vi, en=row.en, parent=row.parent)
        for row in rows
    }
