"""Looking models up among a million, in a time that does not depend on what is asked.

Postgres guesses badly how many models a question finds. So a bounded stretch of the newest is
read first; whoever finds little there is rare, and cheap to find by the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.models.domain.model_search import COUNTED_UP_TO, Needle
from services.registry.models.tables import models
from shared.chassis.database import Transaction

STRETCH = 25_000
NEWEST = """
SELECT id FROM (
  SELECT id, search FROM models WHERE {where} ORDER BY {order} LIMIT :stretch
) newest WHERE search @@ CAST(:question AS tsquery) ORDER BY id DESC LIMIT :most
"""
STRETCH_ENDS = "SELECT id FROM models WHERE {where} ORDER BY {order} OFFSET :stretch LIMIT 1"
BY_INDEX = """
WITH found AS MATERIALIZED (
  SELECT id FROM models WHERE search @@ CAST(:question AS tsquery)
) SELECT id FROM found WHERE id < :after ORDER BY id DESC LIMIT :most
"""
A_FEW = "SELECT id FROM models WHERE search @@ CAST(:question AS tsquery) LIMIT :most"
ALL = "SELECT id FROM models WHERE {where} ORDER BY {order} LIMIT :most"
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
MANY = COUNTED_UP_TO + 1
"""One more than is counted stands for many."""

Key = tuple[int, UUID]
"""Its tier: 0 with the marks as typed, 1 without; within it from new to old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, and from where on it is to be answered."""

    question: str
    year: int | None = None
    after: UUID = LAST_ID

    @property
    def where(self) -> str:
        """What a plain index can sift by; rows are compared so that it is the one of years."""
        if not self.year:
            return "id < :after"
        return "(year, id) < (:year, :after) AND (year, id) >= (:year, :first)"

    @property
    def order(self) -> str:
        """From new to old, along that index."""
        return "year DESC, id DESC" if self.year else "id DESC"

    def told(self, **more: object) -> dict[str, object]:
        """The values of its gaps."""
        year = {"year": self.year, "first": FIRST_ID} if self.year else {}
        return {"after": self.after, **year, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The newest models that answer: all of them, or as many as are counted."""

    ids: Sequence[UUID]
    is_all: bool

    @property
    def count(self) -> int:
        """How many there are; one more than the cap stands for many."""
        return len(self.ids) if self.is_all else MANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The keys of one page, and on the first one how many models answer."""

    keys: Sequence[Key]
    count: int | None = None


async def search(
    tx: Transaction, needle: Needle, *, year: int | None, after: Key | None, most: int
) -> Page:
    """The models that answer: written as typed first, each tier from new to old."""
    if after is not None:
        return Page(keys=await _further(tx, needle, year=year, after=after, most=most))
    asked = Asked(question=needle.folded, year=year)
    seen = await _glance(tx, asked)
    if not needle.marked:
        ids = seen.ids[:most]
        if len(ids) < most and not seen.is_all:
            ids = await _by_index(tx, asked, most=most)
        return Page(keys=[(1, one) for one in ids], count=seen.count)
    if not seen.is_all:
        first = (0, LAST_ID)
        keys = await _further(tx, needle, year=year, after=first, most=most)
        return Page(keys=keys, count=seen.count)
    as_typed = await _those_of(tx, seen.ids, needle.marked)
    keys = [(0, one) for one in seen.ids if one in as_typed]
    keys += [(1, one) for one in seen.ids if one not in as_typed]
    return Page(keys=keys[:most], count=seen.count)


async def _further(
    tx: Transaction, needle: Needle, *, year: int | None, after: Key, most: int
) -> list[Key]:
    tier, seen = after
    found: list[Key] = []
    if needle.marked and tier == 0:
        asked = Asked(question=needle.marked, year=year, after=seen)
        found = [(0, one) for one in await _find(tx, asked, most=most)]
    if len(found) >= most:
        return found
    question = needle.folded + (f" & !({needle.marked})" if needle.marked else "")
    start = seen if tier == 1 or not needle.marked else LAST_ID
    asked = Asked(question=question, year=year, after=start)
    rest = await _find(tx, asked, most=most - len(found))
    return found + [(1, one) for one in rest]


async def _glance(tx: Transaction, asked: Asked) -> Glance:
    newest = await _newest(tx, asked, most=MANY)
    if len(newest) >= MANY:
        return Glance(ids=newest, is_all=False)
    if not asked.question or not await _goes_on(tx, asked):
        return Glance(ids=newest, is_all=True)
    await _use_index(tx, is_wanted=True)
    few = (
        await tx.execute(sa.text(A_FEW), {"question": asked.question, "most": MANY})
    ).scalars()
    found = sorted(few, reverse=True)
    await _use_index(tx, is_wanted=False)
    if len(found) >= MANY:
        return Glance(ids=newest, is_all=False)
    return Glance(ids=found, is_all=True)


async def _find(tx: Transaction, asked: Asked, *, most: int) -> Sequence[UUID]:
    found = await _newest(tx, asked, most=most)
    if len(found) >= most or not asked.question or not await _goes_on(tx, asked):
        return found
    return await _by_index(tx, asked, most=most)


async def _newest(tx: Transaction, asked: Asked, *, most: int) -> Sequence[UUID]:
    if not asked.question:
        return (await tx.execute(_text(ALL, asked), asked.told(most=most))).scalars().all()
    values = asked.told(question=asked.question, stretch=STRETCH, most=most)
    return (await tx.execute(_text(NEWEST, asked), values)).scalars().all()


async def _by_index(tx: Transaction, asked: Asked, *, most: int) -> Sequence[UUID]:
    await _use_index(tx, is_wanted=True)
    values = {"question": asked.question, "after": asked.after, "most": most}
    found = (await tx.execute(sa.text(BY_INDEX), values)).scalars().all()
    await _use_index(tx, is_wanted=False)
    return found


async def _those_of(tx: Transaction, ids: Sequence[UUID], question: str) -> frozenset[UUID]:
    """Those of a few models that answer."""
    few = sa.any_(sa.bindparam("ids", list(ids), ARRAY(sa.Uuid)))
    answers = sa.text("search @@ CAST(:question AS tsquery)").bindparams(question=question)
    query = sa.select(models.c.id).where(models.c.id == few, answers)
    return frozenset((await tx.execute(query)).scalars())


async def _goes_on(tx: Transaction, asked: Asked) -> bool:
    """Whether there are models beyond the stretch that was read."""
    end = await tx.execute(_text(STRETCH_ENDS, asked), asked.told(stretch=STRETCH))
    return end.scalar_one_or_none() is not None


async def _use_index(tx: Transaction, *, is_wanted: bool) -> None:
    await tx.execute(sa.text(f"SET LOCAL enable_seqscan = {'off' if is_wanted else 'on'}"))


def _text(sql: str, asked: Asked) -> sa.TextClause:
    return sa.text(sql.format(where=asked.where, order=asked.order))
