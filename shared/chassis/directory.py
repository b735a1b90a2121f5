"""The directory: who stands above whom on which day, and which node serves whom.

It is every service's own copy of registry's facts, kept in `known_chapters` and
`known_lineage`; registry, whose own they are, writes its copy in the same transaction.

Above a unit stands its parent. Above one that has ended stands whoever took over from it, so
that its line goes on; if nobody did, or if it has not begun yet, the parent of the chapter
nearest to the day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from shared.chassis.database import Transaction
from shared.kernel.hosting import Tenure, Tenures
from shared.kernel.places import CIVIC_TIME, UnitCode
from shared.kernel.scopes import Scope
from shared.kernel.tree_routes import HostLine

DEEPEST = 20
"""A line that is longer goes in a circle."""
NEAREST = """NOT EXISTS (
  SELECT FROM known_chapters AS other WHERE other.unit = chapter.unit
  AND CASE WHEN chapter.valid_from <= :day
    THEN other.valid_from > chapter.valid_from AND other.valid_from <= :day
    ELSE other.valid_from < chapter.valid_from END)"""
TAKEN_OVER = """link.successor IS NOT NULL AND link.effective_on <= :day AND NOT EXISTS (
  SELECT FROM known_chapters AS later WHERE later.unit = link.predecessor
  AND later.valid_from <= :day
  AND (later.valid_to IS NULL OR later.valid_to > link.effective_on))"""
PARENT = f"""
  SELECT chapter.unit, chapter.parent AS above FROM known_chapters AS chapter
  WHERE {NEAREST} AND NOT EXISTS (
    SELECT FROM known_lineage AS link WHERE link.predecessor = chapter.unit AND {TAKEN_OVER})"""
HEIR = f"""
  SELECT link.predecessor AS unit, link.successor AS above FROM known_lineage AS link
  WHERE {TAKEN_OVER}"""
# LATERAL, so that each step looks only at the few rows around the units it stands at.
LINE = sa.text(f"""
WITH RECURSIVE line (unit, depth) AS (
  SELECT CAST(:unit AS text), 0
  UNION
  SELECT step.above, depth + 1 FROM line CROSS JOIN LATERAL (
    {PARENT} AND chapter.unit = line.unit AND chapter.parent IS NOT NULL
    UNION ALL {HEIR} AND link.predecessor = line.unit) AS step
  WHERE depth < {DEEPEST})
SELECT unit FROM line GROUP BY unit ORDER BY min(depth), unit""")
BELOW = sa.text(f"""
WITH RECURSIVE below (unit) AS (
  SELECT unnest(CAST(:units AS text[]))
  UNION
  SELECT step.unit FROM below CROSS JOIN LATERAL (
    {PARENT} AND chapter.parent = below.unit
    UNION ALL {HEIR} AND link.successor = below.unit) AS step
  WHERE step.unit <> ALL (CAST(:stop_at AS text[])))
SELECT unit FROM below""")
TOPS = sa.text(f"{PARENT} AND chapter.parent IS NULL")
TODAY = f"(now() AT TIME ZONE '{CIVIC_TIME.key}')::date"
# Whoever took over from a unit answers for what was done before, and never the other way.
TENURES = sa.text(f"""
WITH RECURSIVE heirs (unit, heir) AS (
  SELECT unit, unit FROM unnest(CAST(:units AS text[])) AS asked (unit)
  UNION
  SELECT heirs.unit, link.successor FROM heirs
  JOIN known_lineage AS link ON link.predecessor = heirs.heir
  WHERE link.successor IS NOT NULL AND link.effective_on <= {TODAY})
SELECT heirs.unit, heirs.heir, host, valid_from, valid_to
FROM heirs JOIN known_chapters ON known_chapters.unit = heirs.heir
WHERE valid_from <= {TODAY}""")
# Of some units, those that somebody else took over as well.
DIVIDED = sa.text(f"""
SELECT DISTINCT link.predecessor FROM known_lineage AS link
WHERE link.predecessor = ANY (CAST(:units AS text[]))
  AND link.successor <> ALL (CAST(:units AS text[])) AND {TAKEN_OVER}""")
NEWEST = f"""chapter.valid_from <= {TODAY} AND NOT EXISTS (
  SELECT FROM known_chapters AS newer WHERE newer.unit = chapter.unit
  AND newer.valid_from > chapter.valid_from AND newer.valid_from <= {TODAY})"""
HOSTED = sa.text(f"""
WITH RECURSIVE mine (unit) AS (
  SELECT unit FROM known_chapters AS chapter WHERE host = :host AND {NEWEST}
  UNION
  SELECT link.predecessor FROM mine JOIN known_lineage AS link ON link.successor = mine.unit
  WHERE link.effective_on <= {TODAY})
SELECT unit FROM mine""")
HEIRS = sa.text(f"""
SELECT DISTINCT ON (link.predecessor)
  link.predecessor, link.successor, link.effective_on AS since, chapter.host
FROM known_lineage AS link JOIN known_chapters AS chapter ON chapter.unit = link.successor
WHERE {TAKEN_OVER} AND {NEWEST}
ORDER BY link.predecessor, share_numerator::float8 / share_denominator DESC NULLS LAST, nth""")
# A unit that ended is served where it last stood: what it has begun must still reach somebody.
CLIMB = sa.text(f"""
WITH RECURSIVE climb (parent, host, step) AS (
  SELECT parent, host, 0 FROM known_chapters AS chapter WHERE unit = :unit AND {NEWEST}
  UNION ALL
  SELECT chapter.parent, chapter.host, step + 1
  FROM climb JOIN known_chapters AS chapter ON chapter.unit = climb.parent
  WHERE step < {DEEPEST} AND {NEWEST})
SELECT host FROM climb ORDER BY step""")


class Heir(NamedTuple):
    """Who goes on for a unit since a day, and the node that serves it."""

    unit: UnitCode
    since: date
    host: str


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who goes on for which unit that has ended; of several, the one with most of it."""

    by_unit: Mapping[str, Heir]

    def of(self, unit: str, day: date, *, host: str | None = None) -> UnitCode:
        """Who went on for a unit on a day, or the unit itself; as far as `host` serves them.

        >>> heirs = Heirs({"east": Heir(UnitCode("new"), date(2025, 7, 1), "city")})
        >>> [heirs.of("east", date(2025, month, 1)) for month in (6, 7)]
        ['east', 'new']
        """
        for _ in range(DEEPEST):
            heir = self.by_unit.get(unit)
            if heir is None or heir.since > day or host not in {None, heir.host}:
                break
            unit = heir.unit
        return UnitCode(unit)


async def line_of(tx: Transaction, unit: str, *, day: date) -> tuple[UnitCode, ...]:
    """A unit and everybody above it on a day, the unit first; alone if nobody told of it."""
    rows = await tx.execute(LINE, {"unit": unit, "day": day})
    return tuple(UnitCode(code) for code in rows.scalars())


async def scope_below(tx: Transaction, units: Collection[str], *, day: date) -> Scope:
    """The units in whose line on a day one of `units` stands.

    For whoever holds a top of the tree, the few are looked for that are not below it.
    """
    tops = set((await tx.execute(TOPS, {"day": day})).scalars())
    if tops.isdisjoint(units):
        return Scope(await _list_below(tx, units, day=day))
    others = await _list_below(tx, tops.difference(units), day=day, stop_at=units)
    rows = await tx.execute(DIVIDED, {"units": sorted(others), "day": day})
    inside = await _list_below(tx, rows.scalars().all(), day=day)
    return Scope(others - inside, is_all_but=True)


async def _list_below(
    tx: Transaction, units: Collection[str], *, day: date, stop_at: Collection[str] = ()
) -> frozenset[str]:
    if not units:
        return frozenset()
    below = {"units": sorted(units), "stop_at": sorted(stop_at), "day": day}
    return frozenset((await tx.execute(BELOW, below)).scalars())


def among(column: sa.ColumnElement[str], scope: Scope) -> sa.ColumnElement[bool]:
    """The condition that a row is of a unit within a scope."""
    if scope.is_everything:
        return sa.true()
    units = sa.literal(sorted(scope.units), sa.ARRAY(sa.Text))
    return column != sa.all_(units) if scope.is_all_but else column == sa.any_(units)


async def heirs_on(tx: Transaction, day: date) -> Heirs:
    """Who has taken over from whom by a day."""
    rows = await tx.execute(HEIRS, {"day": day})
    return Heirs({row.predecessor: Heir(row.successor, row.since, row.host) for row in rows})


async def living_line_of(tx: Transaction, unit: str, *, day: date) -> tuple[UnitCode, ...]:
    """The line of whoever goes on for a unit: whom a matter of it comes before next."""
    return await line_of(tx, (await heirs_on(tx, day)).of(unit, day), day=day)


async def tenures_of(tx: Transaction, units: Collection[str]) -> Tenures:
    """Which nodes serve each of these units from when to when, as far as they are known."""
    rows = await tx.execute(TENURES, {"units": sorted(units)})
    return Tenures.of(
        Tenure(
            unit=row.unit,
            host=row.host,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_heir=row.heir != row.unit,
        )
        for row in rows
    )


async def units_hosted_at(tx: Transaction, host: str) -> frozenset[str]:
    """The codes of the units served by one node today; a host always serves itself.

    Those that ended are served by whoever served them last, and by who took over from them.
    """
    rows = await tx.execute(HOSTED, {"host": host})
    return frozenset(rows.scalars()) | {host}


async def host_line(tx: Transaction, unit: str) -> HostLine:
    """The nodes above `unit`: the one that serves it first, the top last."""
    rows = await tx.execute(CLIMB, {"unit": unit})
    return HostLine(tuple(dict.fromkeys(rows.scalars())))
