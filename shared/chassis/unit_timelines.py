"""The histories of units as registry tells them: chapters, and what became of whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.chassis.tables import known_chapters, known_lineage
from shared.events.registry import UnitChaptersTold, UnitEstablished

ONE_AT_A_TIME = 7_401_820_180_108
"""Advisory lock: a history is written whole, and two may tell of the same unit at once."""

Told = tuple[UnitChaptersTold, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnitVersion:
    """A unit as it was organised from one day on; `valid_to` is the first day it was not."""

    unit: str
    valid_from: date
    valid_to: date | None
    parent: str | None
    host: str
    kind: str
    vi: str
    en: str
    made_up: bool
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLink:
    """Who took over how much of what a unit had been; no share where no rule divides it."""

    predecessor: str
    successor: str | None
    effective_on: date
    change: str
    share_numerator: int | None
    share_denominator: int | None
    basis: str


VERSION = [known_chapters.c[one.name] for one in fields(KnownUnitVersion)]
LINK = [known_lineage.c[one.name] for one in fields(KnownLink)]
BATCH = 500


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
    """Until its history is told, a unit is for all days what it was established as."""
    await _lock(tx)
    mine = known_chapters.c.unit == event.unit
    await tx.execute(known_chapters.delete().where(mine, known_chapters.c.told_at.is_(None)))
    if (await tx.execute(sa.select(known_chapters).where(mine).limit(1))).first() is None:
        row = event.model_dump(include=set(known_chapters.c.keys()))
        await tx.execute(known_chapters.insert().values(row))


async def keep_timelines(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep each unit's newest telling, whatever comes in which order."""
    await _lock(tx)
    newest = {event.unit: (event, at) for event, at in sorted(told, key=lambda one: one[1])}
    stale = await _told_later(tx, newest)
    await write_timelines(tx, [one for unit, one in newest.items() if unit not in stale])


async def write_timelines(tx: Transaction, told: Sequence[Told]) -> None:
    """Write the histories of some units anew, as they are told here."""
    units = [event.unit for event, _ in told]
    await tx.execute(known_chapters.delete().where(known_chapters.c.unit.in_(units)))
    await tx.execute(known_lineage.delete().where(known_lineage.c.predecessor.in_(units)))
    chapters = [row for event, at in told for row in _chapter_rows(event, at)]
    links = [row for event, _ in told for row in _link_rows(event)]
    if chapters:
        await tx.execute(known_chapters.insert(), chapters)
    if links:
        await tx.execute(known_lineage.insert(), links)


async def list_unit_versions(tx: Transaction) -> list[KnownUnitVersion]:
    """Every chapter of every unit."""
    order = (known_chapters.c.unit, known_chapters.c.valid_from)
    rows = await tx.execute(sa.select(*VERSION).order_by(*order))
    return [KnownUnitVersion(**row) for row in rows.mappings()]


async def list_links(tx: Transaction) -> list[KnownLink]:
    """Everything that became of any unit, planned changes among it."""
    order = (known_lineage.c.predecessor, known_lineage.c.nth)
    rows = await tx.execute(sa.select(*LINK).order_by(*order))
    return [KnownLink(**row) for row in rows.mappings()]


async def _lock(tx: Transaction) -> None:
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def _told_later(tx: Transaction, newest: dict[str, Told]) -> set[str]:
    query = sa.select(known_chapters.c.unit, known_chapters.c.told_at)
    known = query.where(
        known_chapters.c.unit.in_(newest), known_chapters.c.told_at.is_not(None)
    )
    return {row.unit for row in await tx.execute(known) if row.told_at > newest[row.unit][1]}


def _chapter_rows(event: UnitChaptersTold, told_at: datetime) -> Iterable[dict[str, object]]:
    for chapter in event.chapters:
        yield chapter.model_dump() | {"unit": event.unit, "told_at": told_at}


def _link_rows(event: UnitChaptersTold) -> Iterable[dict[str, object]]:
    for nth, link in enumerate(event.went_to):
        numerator, denominator = link.share or (None, None)
        yield link.model_dump(exclude={"share"}) | {
            "predecessor": event.unit,
            "nth": nth,
            "share_numerator": numerator,
            "share_denominator": denominator,
        }
