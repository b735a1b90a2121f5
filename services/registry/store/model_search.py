"""Looking models up among a million, in a time that does not depend on what is asked.

Postgres guesses badly how many models a question finds. So a bounded stretch of the newest is
read first; whoever finds little there is rare, and cheap to find by the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.registry.domain.model_search import COUNTED_UP_TO, Needle
from shared.chassis.database import Transaction

STRETCH = 20_000
NEWEST = """
SELECT id FROM (
  SELECT id, search FROM models WHERE {where} ORDER BY id DESC LIMIT :stretch
) newest WHERE search @@ CAST(:question AS tsquery) ORDER BY id DESC LIMIT :most
"""
STRETCH_ENDS = "SELECT id FROM models WHERE {where} ORDER BY id DESC OFFSET :stretch LIMIT 1"
BY_INDEX = """
WITH found AS MATERIALIZED (
  SELECT id FROM models WHERE search @@ CAST(:question AS tsquery) LIMIT :cap
) SELECT id FROM found WHERE id < :after ORDER BY id DESC LIMIT :most
"""
COUNT = """
SELECT count(*) FROM (
  SELECT 1 FROM models WHERE search @@ CAST(:question AS tsquery) LIMIT :most
) found
"""
ALL = "SELECT id FROM models WHERE {where} ORDER BY id DESC LIMIT :most"
COUNT_ALL = "SELECT count(*) FROM (SELECT 1 FROM models WHERE {where} LIMIT :most) found"
LAST_ID = UUID(int=2**128 - 1)
NO_CAP = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, and from where on it is to be answered."""

    question: str
    year: int | None = None
    after: UUID = LAST_ID

    @property
    def where(self) -> str:
        """What a plain index can sift by."""
        return "id < :after AND year = :year" if self.year else "id < :after"

    def told(self, **more: object) -> dict[str, object]:
        """The values of its gaps."""
        year = {"year": self.year} if self.year else {}
        return {"after": self.after, **year, **more}


async def find_ids(tx: Transaction, asked: Asked, *, most: int) -> list[UUID]:
    """The newest models that answer, after a given one."""
    if not asked.question:
        rows = await tx.execute(_text(ALL, asked), asked.told(most=most))
        return list(rows.scalars())
    values = asked.told(question=asked.question, stretch=STRETCH, most=most)
    found = list((await tx.execute(_text(NEWEST, asked), values)).scalars())
    if len(found) >= most or not await _goes_on(tx, asked):
        return found
    return await _by_index(tx, asked, most=most)


async def count_up_to_cap(tx: Transaction, asked: Asked) -> int:
    """How many models answer; one more than the cap stands for many."""
    most = COUNTED_UP_TO + 1
    if not asked.question:
        counted = await tx.execute(_text(COUNT_ALL, asked), asked.told(most=most))
        return int(counted.scalar_one())
    values = asked.told(question=asked.question, stretch=STRETCH, most=most)
    newest = len((await tx.execute(_text(NEWEST, asked), values)).scalars().all())
    if newest >= most or not await _goes_on(tx, asked):
        return newest
    await _use_index(tx, is_wanted=True)
    count = await tx.execute(sa.text(COUNT), {"question": asked.question, "most": most})
    await _use_index(tx, is_wanted=False)
    return int(count.scalar_one())


async def _by_index(tx: Transaction, asked: Asked, *, most: int) -> list[UUID]:
    await _use_index(tx, is_wanted=True)
    values = {"question": asked.question, "after": asked.after, "most": most, "cap": NO_CAP}
    found = (await tx.execute(sa.text(BY_INDEX), values)).scalars().all()
    await _use_index(tx, is_wanted=False)
    return list(found)


async def _goes_on(tx: Transaction, asked: Asked) -> bool:
    """Whether there are models beyond the stretch that was read."""
    end = await tx.execute(_text(STRETCH_ENDS, asked), asked.told(stretch=STRETCH))
    return end.scalar_one_or_none() is not None


async def _use_index(tx: Transaction, *, is_wanted: bool) -> None:
    await tx.execute(sa.text(f"SET LOCAL enable_seqscan = {'off' if is_wanted else 'on'}"))


def _text(sql: str, asked: Asked) -> sa.TextClause:
    return sa.text(sql.format(where=asked.where))


async def search(
    tx: Transaction, needle: Needle, *, year: int | None, after: tuple[int, UUID], most: int
) -> list[tuple[int, UUID]]:
    """The models that answer, each with its tier: 0 with the marks as typed, 1 without.

    Keys sort by tier and, within it, from new to old; `after` is the key of the last one seen.
    """
    tier, seen = after
    found: list[tuple[int, UUID]] = []
    if needle.marked and tier == 0:
        asked = Asked(question=needle.marked, year=year, after=seen)
        found = [(0, one) for one in await find_ids(tx, asked, most=most)]
    if len(found) >= most:
        return found
    question = needle.folded + (f" & !({needle.marked})" if needle.marked else "")
    start = seen if tier == 1 or not needle.marked else LAST_ID
    asked = Asked(question=question, year=year, after=start)
    rest = await find_ids(tx, asked, most=most - len(found))
    return found + [(1, one) for one in rest]


def first_key() -> tuple[int, UUID]:
    """The key before all others."""
    return (0, LAST_ID)


def tiers(keys: Sequence[tuple[int, UUID]]) -> list[UUID]:
    """The ids alone, in their order."""
    return [one for _, one in keys]
