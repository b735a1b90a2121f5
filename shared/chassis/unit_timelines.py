"""The histories of units as registry tells them: chapters, and what became of whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from shared.chassis.database import Transaction
from shared.chassis.tables import known_chapters, known_lineage, known_units
from shared.events.registry import UnitChaptersTold

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


CHAPTER = (
    *("unit", "valid_from", "valid_to", "parent", "host"),
    *("kind", "vi", "en", "made_up", "basis"),
)
UNTOLD = {"valid_to": sa.null(), "basis": sa.literal("")}
LINK = (
    *("predecessor", "successor", "effective_on", "change"),
    *("share_numerator", "share_denominator", "basis"),
)


async def keep_timelines(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep each unit's newest telling, whatever comes in which order."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    newest = {event.unit: (event, at) for event, at in sorted(told, key=lambda one: one[1])}
    stale = await _told_later(tx, newest)
    kept = [one for unit, one in newest.items() if unit not in stale]
    await _forget(tx, kept)
    chapters = [row for event, at in kept for row in _chapter_rows(event, at)]
    links = [row for event, _ in kept for row in _link_rows(event)]
    if chapters:
        await tx.execute(known_chapters.insert(), chapters)
    if links:
        await tx.execute(known_lineage.insert(), links)


async def list_unit_versions(tx: Transaction) -> list[KnownUnitVersion]:
    """Every chapter of every unit; one that was only established has one without an end."""
    columns = [known_chapters.c[name] for name in CHAPTER]
    told = sa.exists().where(known_chapters.c.unit == known_units.c.unit)
    others = [
        UNTOLD[name].label(name) if name in UNTOLD else known_units.c[name] for name in CHAPTER
    ]
    both = sa.union_all(sa.select(*columns), sa.select(*others).where(~told)).subquery()
    rows = await tx.execute(sa.select(both).order_by(both.c.unit, both.c.valid_from))
    return [KnownUnitVersion(**row) for row in rows.mappings()]


async def list_links(tx: Transaction) -> list[KnownLink]:
    """Everything that became of any unit, planned changes among it."""
    columns = [known_lineage.c[name] for name in LINK]
    order = (known_lineage.c.predecessor, known_lineage.c.nth)
    rows = await tx.execute(sa.select(*columns).order_by(*order))
    return [KnownLink(**row) for row in rows.mappings()]


async def _told_later(tx: Transaction, newest: dict[str, Told]) -> set[str]:
    query = sa.select(known_chapters.c.unit, sa.func.max(known_chapters.c.told_at).label("at"))
    known = query.where(known_chapters.c.unit.in_(newest)).group_by(known_chapters.c.unit)
    return {row.unit for row in await tx.execute(known) if row.at > newest[row.unit][1]}


async def _forget(tx: Transaction, told: Sequence[Told]) -> None:
    units = [event.unit for event, _ in told]
    never = [event.unit for event, _ in told if not event.chapters]
    await tx.execute(known_chapters.delete().where(known_chapters.c.unit.in_(units)))
    await tx.execute(known_lineage.delete().where(known_lineage.c.predecessor.in_(units)))
    await tx.execute(known_units.delete().where(known_units.c.unit.in_(never)))


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
