"""Units a case can be handed to: everybody who takes cases in on a day."""

from datetime import date

import sqlalchemy as sa

from services.intake.org.store.units import UnitName
from shared.chassis.database import Transaction

# Whoever hosts a node takes cases in; so do the units it serves, for those who stand at it.
ADDRESSEES = sa.text("""
WITH told (unit, vi, en, parent, host, valid_from, valid_to) AS (
  SELECT unit, vi, en, parent, host, valid_from, valid_to FROM known_chapters
  UNION ALL
  SELECT unit, vi, en, parent, host, valid_from, NULL FROM known_units AS single
  WHERE NOT EXISTS (SELECT 1 FROM known_chapters WHERE known_chapters.unit = single.unit))
SELECT unit, vi, en, parent, host = :here AS is_here FROM told
WHERE valid_from <= :day AND (valid_to IS NULL OR :day < valid_to)
  AND (host = unit OR host = :here)
ORDER BY is_here DESC, vi""")


async def list_addressees(
    tx: Transaction, *, here: str, day: date
) -> list[tuple[UnitName, bool]]:
    """Who takes cases in on a day, and whether this very node serves them."""
    rows = await tx.execute(ADDRESSEES, {"here": here, "day": day})
    return [
        (UnitName(code=row.unit, vi=row.vi, en=row.en, parent=row.parent), row.is_here)
        for row in rows
    ]
