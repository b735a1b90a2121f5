"""Ways: over which nodes one gets from a unit up the tree, and so down to it."""

import sqlalchemy as sa

from shared.chassis.database import Transaction
from shared.kernel.places import CIVIC_TIME
from shared.kernel.tree_routes import HostLine

TODAY = f"(now() AT TIME ZONE '{CIVIC_TIME.key}')::date"
# A unit that ended is found where it last stood: what it has begun must still reach somebody.
CLIMB = f"""
WITH RECURSIVE told AS (
  SELECT unit, valid_from, parent, host FROM known_chapters
  UNION ALL
  SELECT unit, valid_from, parent, host FROM known_units
  WHERE NOT EXISTS (SELECT 1 FROM known_chapters WHERE known_chapters.unit = known_units.unit)),
newest AS (
  SELECT DISTINCT ON (unit) unit, parent, host FROM told WHERE valid_from <= {TODAY}
  ORDER BY unit, valid_from DESC),
climb AS (
  SELECT unit, parent, host, 0 AS step FROM newest WHERE unit = :unit
  UNION ALL
  SELECT newest.unit, newest.parent, newest.host, climb.step + 1
  FROM climb JOIN newest ON newest.unit = climb.parent WHERE climb.step < 16)
SELECT host FROM climb ORDER BY step"""


async def host_line(tx: Transaction, unit: str) -> HostLine:
    """The nodes above `unit`: the one that serves it first, the top last."""
    rows = await tx.execute(sa.text(CLIMB), {"unit": unit})
    return HostLine(tuple(dict.fromkeys(rows.scalars())))
