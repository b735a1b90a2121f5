"""The line of superiors of a unit, from what registry has told."""

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
