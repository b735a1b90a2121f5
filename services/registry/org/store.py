"""Who may be asked: the units below a place as organised on a day, with their superiors."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from services.registry.org.domain import Askable
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

ON_DAY = "valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
TODAY = (
    f"SELECT code, kind, vi, en, host, territorial_parent AS parent FROM units WHERE {ON_DAY}"
)
OF_DAY = sa.bindparam("day", type_=sa.Date)
# Roots of their own that the place hosts stand beside it: a committee without a superior here.
BELOW = sa.text(f"""
WITH RECURSIVE today AS ({TODAY}),
below AS (
  SELECT today.*, ARRAY[code] AS line FROM today
   WHERE code = :top OR (parent IS NULL AND host = :top)
  UNION ALL
  SELECT today.*, today.code || below.line FROM today JOIN below ON today.parent = below.code
   WHERE today.code <> ALL (below.line))
SELECT code, kind, vi, en, host, line FROM below ORDER BY kind, vi, code
""").bindparams(OF_DAY)
# Upward from the few that are asked for, and once for all that have the same superior.
CHOSEN = sa.text(f"""
WITH RECURSIVE chosen AS (
  {TODAY} AND (:host = '' OR host = :host)
     AND (:any OR kind = ANY (:kinds) OR code = ANY (:codes))),
line AS (
  SELECT first.code AS origin, first.territorial_parent AS parent, first.host,
         ARRAY[first.code] AS line
    FROM (SELECT DISTINCT parent FROM chosen) AS asked
    JOIN units AS first ON first.code = asked.parent
     AND first.valid_from <= :day AND (first.valid_to IS NULL OR first.valid_to > :day)
  UNION ALL
  SELECT line.origin, above.territorial_parent, above.host, line.line || above.code
    FROM line JOIN units AS above ON above.code = line.parent
     AND above.valid_from <= :day AND (above.valid_to IS NULL OR above.valid_to > :day)
   WHERE above.code <> ALL (line.line)),
whole AS (
  SELECT DISTINCT ON (origin) * FROM line ORDER BY origin, cardinality(line) DESC)
SELECT code, kind, vi, en, chosen.host, code || coalesce(whole.line, '{{}}') AS line
  FROM chosen LEFT JOIN whole ON whole.origin = chosen.parent
 WHERE code = :top OR :top = ANY (whole.line)
    OR (chosen.parent IS NULL AND chosen.host = :top)
    OR (whole.origin IS NOT NULL AND whole.parent IS NULL AND whole.host = :top)
 ORDER BY kind, vi, code
""").bindparams(
    sa.bindparam("kinds", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("codes", type_=sa.ARRAY(sa.Text)),
    OF_DAY,
)
# Of a unit that is no more, or not yet, the chapter nearest to the day.
NAMED = sa.text(f"""
SELECT DISTINCT ON (code) code, kind, vi, en, host, ARRAY[code] AS line FROM units
 WHERE code = ANY (:codes) ORDER BY code, ({ON_DAY}) DESC, valid_from DESC
""").bindparams(sa.bindparam("codes", type_=sa.ARRAY(sa.Text)), OF_DAY)
KINDS = sa.text(f"SELECT DISTINCT kind FROM units WHERE {ON_DAY} ORDER BY kind").bindparams(
    OF_DAY
)


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
    is_any = not kinds and codes is None
    if is_any and not host:
        rows = await tx.execute(BELOW, {"top": top, "day": day})
    else:
        told = {"top": top, "day": day, "host": host, "any": is_any}
        told |= {"kinds": sorted(kinds), "codes": sorted(codes or ())}
        rows = await tx.execute(CHOSEN, told)
    return [_askable(row) for row in rows.mappings()]


async def list_named(tx: Transaction, codes: Collection[str], *, day: date) -> list[Askable]:
    """Units by their code, wherever they stand and whether they still exist."""
    rows = await tx.execute(NAMED, {"codes": sorted(codes), "day": day})
    return [_askable(row) for row in rows.mappings()]


async def list_kinds(tx: Transaction, *, day: date) -> list[str]:
    """The kinds of unit there are on a day."""
    return list((await tx.execute(KINDS, {"day": day})).scalars())


def _askable(row: sa.RowMapping) -> Askable:
    return Askable(
        unit=UnitCode(row["code"]),
        kind=row["kind"],
        vi=row["vi"],
        en=row["en"],
        host=PlaceCode(row["host"]),
        line=tuple(row["line"]),
    )
