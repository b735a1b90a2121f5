"""The tree of units on a day: up from a unit, down from a unit, and by name."""

import re
from datetime import date
from typing import Any

import sqlalchemy as sa

from services.registry.units.domain.units import UnitVersion
from services.registry.units.store.units import as_chapters
from shared.chassis.database import Transaction
from shared.kernel.folding import folded
from shared.kernel.places import UnitCode

ON = "valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
DEEPEST = 20
NO_CODE = "?"
"""Stands in no name and no code, so that a text of nothing finds nothing."""
LINE = sa.text(f"""
WITH RECURSIVE line (code, parent, depth) AS (
  SELECT code, territorial_parent, 0 FROM units WHERE code = :unit AND {ON}
  UNION ALL
  SELECT units.code, units.territorial_parent, depth + 1
  FROM line JOIN units ON units.code = line.parent AND {ON} WHERE depth < {DEEPEST}
)
SELECT code FROM line ORDER BY depth
""")
BELOW = sa.text(f"""
WITH RECURSIVE below (code, depth) AS (
  SELECT code, 0 FROM units WHERE code = :unit AND {ON}
  UNION
  SELECT units.code, depth + 1
  FROM below JOIN units ON units.territorial_parent = below.code AND {ON}
  WHERE depth < {DEEPEST}
)
SELECT code FROM below ORDER BY depth, code
""")
# Without an order Postgres stops as soon as it has enough: level by level from the top.
SOME_BELOW = sa.text(f"""
WITH RECURSIVE below (code, depth) AS (
  SELECT code, 0 FROM units WHERE code = :unit AND {ON}
  UNION ALL
  SELECT units.code, depth + 1
  FROM below JOIN units ON units.territorial_parent = below.code AND {ON}
  WHERE depth < {DEEPEST}
)
SELECT code FROM below LIMIT :most
""")
LEVEL = sa.text(f"""
SELECT units.*, (
  SELECT count(*) FROM units AS child WHERE child.territorial_parent = units.code
  AND child.valid_from <= :day AND (child.valid_to IS NULL OR child.valid_to > :day)
) AS below
FROM units WHERE territorial_parent IS NOT DISTINCT FROM :parent AND {ON}
ORDER BY code LIMIT :most OFFSET :after
""")
NAMED = sa.text(f"""
SELECT * FROM units
WHERE (folded LIKE :pattern OR code LIKE :code OR gso_code = :exact) AND {ON}
ORDER BY length(folded), code LIMIT :most
""")
HOSTED = sa.text(
    f"SELECT * FROM units WHERE host = :host AND code <> :host AND {ON}"
    " ORDER BY code LIMIT :most"
)


async def list_line(tx: Transaction, unit: str, *, day: date) -> tuple[UnitCode, ...]:
    """A unit and all its superiors on a day, the unit first; nothing if it is not there."""
    rows = await tx.execute(LINE, {"unit": unit, "day": day})
    return tuple(UnitCode(code) for code in rows.scalars())


async def list_below(tx: Transaction, unit: str, *, day: date) -> list[UnitCode]:
    """A unit and everyone below it on a day, from the top down."""
    rows = await tx.execute(BELOW, {"unit": unit, "day": day})
    return [UnitCode(code) for code in rows.scalars()]


async def list_some_below(
    tx: Transaction, unit: str, *, day: date, most: int
) -> list[UnitCode]:
    """A unit and the first of those below it, the highest first."""
    rows = await tx.execute(SOME_BELOW, {"unit": unit, "day": day, "most": most})
    return [UnitCode(code) for code in rows.scalars()]


async def list_level(
    tx: Transaction, parent: str | None, *, day: date, most: int, after: int = 0
) -> list[tuple[UnitVersion, int]]:
    """The units right under another on a day, each with how many stand under it."""
    query = LEVEL.bindparams(sa.bindparam("parent", type_=sa.Text))
    asked = {"parent": parent, "day": day, "most": most, "after": after}
    rows = (await tx.execute(query, asked)).mappings().all()
    return list(zip(as_chapters(rows), [row["below"] for row in rows], strict=True))


async def search(tx: Transaction, text: str, *, day: date, most: int) -> list[UnitVersion]:
    """Units of a day whose name, with or without marks, or code holds a text."""
    name, code = folded(text), re.sub(r"[^a-z0-9-]", "", text.lower()) or NO_CODE
    asked: dict[str, Any] = {
        "pattern": f"%{name or NO_CODE}%",
        "code": f"%{code}%",
        "exact": text.strip(),
    }
    asked |= {"day": day, "most": most}
    return as_chapters((await tx.execute(NAMED, asked)).mappings().all())


async def list_hosted(tx: Transaction, host: str, *, day: date, most: int) -> list[UnitVersion]:
    """The units without a node of their own that a place serves on a day."""
    asked = {"host": host, "day": day, "most": most}
    return as_chapters((await tx.execute(HOSTED, asked)).mappings().all())


async def get_first_day(tx: Transaction) -> date | None:
    """The day on which the oldest of those that stand under nobody began, if there is any."""
    query = sa.text("SELECT min(valid_from) FROM units WHERE territorial_parent IS NULL")
    return (await tx.execute(query)).scalar_one_or_none()
