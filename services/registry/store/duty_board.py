"""Who may be asked: the units below a place as organised on a day, with their superiors."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from services.registry.domain.duty_board import Askable
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

ON_DAY = (
    "SELECT code, kind, vi, en, host, territorial_parent AS parent FROM units"
    " WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
)
# Roots of their own that the place hosts stand beside it: a committee without a superior here.
BELOW = sa.text(f"""
WITH RECURSIVE today AS ({ON_DAY}),
below AS (
  SELECT today.*, ARRAY[code] AS line FROM today
   WHERE code = :top OR (parent IS NULL AND host = :top)
  UNION ALL
  SELECT today.*, today.code || below.line FROM today JOIN below ON today.parent = below.code
   WHERE today.code <> ALL (below.line))
SELECT code, kind, vi, en, host, line FROM below
 WHERE (:everyone OR kind = ANY (:kinds) OR code = ANY (:codes))
   AND (:host = '' OR host = :host) ORDER BY kind, vi, code
""").bindparams(
    sa.bindparam("kinds", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("codes", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("day", type_=sa.Date),
)
LINE = sa.text(f"""
WITH RECURSIVE today AS ({ON_DAY}),
line AS (
  SELECT code, parent, ARRAY[code] AS seen FROM today WHERE code = :unit
  UNION ALL
  SELECT today.code, today.parent, line.seen || today.code FROM today
    JOIN line ON today.code = line.parent WHERE today.code <> ALL (line.seen))
SELECT code FROM line ORDER BY cardinality(seen)
""").bindparams(sa.bindparam("day", type_=sa.Date))


async def list_askable(
    tx: Transaction,
    top: PlaceCode,
    *,
    day: date,
    kinds: Collection[str] = (),
    codes: Collection[str] | None = None,
    host: str = "",
) -> list[Askable]:
    """The units below `top`, itself included: of these kinds, or named; all if neither.

    `host` leaves only those that one node serves.
    """
    told = {
        "top": top,
        "day": day,
        "kinds": sorted(kinds),
        "codes": sorted(codes or ()),
        "everyone": not kinds and codes is None,
        "host": host,
    }
    rows = (await tx.execute(BELOW, told)).mappings()
    return [
        Askable(
            unit=UnitCode(row["code"]),
            kind=row["kind"],
            vi=row["vi"],
            en=row["en"],
            host=PlaceCode(row["host"]),
            line=tuple(row["line"]),
        )
        for row in rows
    ]


async def list_line(tx: Transaction, unit: str, *, day: date) -> tuple[str, ...]:
    """A unit and all its superiors on a day, the unit first; only itself if unknown."""
    codes = (await tx.execute(LINE, {"unit": unit, "day": day})).scalars()
    return tuple(codes) or (unit,)
