"""The units a service has heard of: its own copy, kept from registry's facts.

Until registry has told the history of a unit, what it was established as stands for all days.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.chassis.tables import known_units
from shared.chassis.unit_timelines import keep_timelines
from shared.events.registry import UnitChaptersTold, UnitEstablished
from shared.kernel.hosting import Tenure, Tenures
from shared.kernel.places import CIVIC_TIME

BATCH = 500
# A unit whose history was told is what its chapters say; `known_units` has the others.
CHAPTERS = """
SELECT unit, valid_from, valid_to, host FROM known_chapters
UNION ALL
SELECT unit, valid_from, NULL, host FROM known_units AS told
WHERE NOT EXISTS (SELECT 1 FROM known_chapters WHERE known_chapters.unit = told.unit)"""
TODAY = f"(now() AT TIME ZONE '{CIVIC_TIME.key}')::date"
# Whoever took over from a unit answers for what was done before, and never the other way.
TENURES = f"""
WITH RECURSIVE chapters AS ({CHAPTERS}),
heirs (unit, heir) AS (
  SELECT unit, unit FROM unnest(CAST(:units AS text[])) AS asked (unit)
  UNION
  SELECT heirs.unit, link.successor FROM heirs
  JOIN known_lineage AS link ON link.predecessor = heirs.heir
  WHERE link.successor IS NOT NULL AND link.effective_on <= {TODAY})
SELECT heirs.unit, heirs.heir, host, valid_from, valid_to
FROM heirs JOIN chapters ON chapters.unit = heirs.heir WHERE valid_from <= {TODAY}"""
HOSTED = f"""
WITH RECURSIVE chapters AS ({CHAPTERS}),
newest AS (
  SELECT DISTINCT ON (unit) unit, host FROM chapters WHERE valid_from <= {TODAY}
  ORDER BY unit, valid_from DESC),
mine (unit) AS (
  SELECT unit FROM newest WHERE host = :host
  UNION
  SELECT link.predecessor FROM mine JOIN known_lineage AS link ON link.successor = mine.unit
  WHERE link.effective_on <= {TODAY})
SELECT unit FROM mine"""


def units_subscriptions(service: str) -> tuple[Subscription, Subscription]:
    """Learn every unit told from above or from here; a child has no say over the tree."""
    return (
        Subscription(
            reader=f"{service}__units_v1",
            facts=(UnitEstablished,),
            where=frozenset({Where.HERE, Where.ABOVE}),
            then=_learn,
        ),
        Subscription(
            reader=f"{service}__chapters_v1",
            facts=(UnitChaptersTold,),
            then_many=_learn_histories,
            batch_size=BATCH,
        ),
    )


async def _learn(tx: Transaction, fact: Received[Any]) -> None:
    await learn_unit(tx, fact.event)


async def _learn_histories(tx: Transaction, facts: Sequence[Received[Any]]) -> None:
    await keep_timelines(tx, [(fact.event, fact.envelope.occurred_at) for fact in facts])


async def learn_unit(tx: Transaction, event: UnitEstablished) -> None:
    """Keep what was told of a unit; told again, the newer telling stands."""
    row = event.model_dump(include=set(known_units.c.keys()))
    kept = insert(known_units).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["unit"], set_=row))


async def tenures_of(tx: Transaction, units: Collection[str]) -> Tenures:
    """Which nodes serve each of these units from when to when, as far as they are known."""
    rows = await tx.execute(sa.text(TENURES), {"units": sorted(units)})
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
    rows = await tx.execute(sa.text(HOSTED), {"host": host})
    return frozenset(rows.scalars()) | {host}
