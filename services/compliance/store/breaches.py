"""Breaches in and out of Postgres."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from services.compliance.domain.breaches import Breach, BreachId
from services.compliance.domain.promises import Kind
from services.compliance.tables import breaches
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

ADD = """
    INSERT INTO breaches (id, kind, subject_id, unit, due_on, found_on)
    SELECT * FROM unnest(
        $1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::date[], $6::date[])
    ON CONFLICT DO NOTHING RETURNING id
"""
CLEAR = """
    UPDATE breaches SET cleared_on = told.cleared_on
    FROM unnest($1::uuid[], $2::date[]) AS told (id, cleared_on)
    WHERE breaches.id = told.id AND breaches.cleared_on IS NULL
    RETURNING breaches.id
"""


async def add_breaches(tx: Transaction, found: Collection[Breach]) -> set[BreachId]:
    """Write breaches down; the ids of those that were not on record."""
    connection = await driver(tx)
    rows = await connection.fetch(
        ADD,
        [breach.id for breach in found],
        [breach.kind for breach in found],
        [breach.subject_id for breach in found],
        [breach.unit for breach in found],
        [breach.due_on for breach in found],
        [breach.found_on for breach in found],
    )
    return {BreachId(row["id"]) for row in rows}


async def clear_breaches(tx: Transaction, cleared: Collection[Breach]) -> set[BreachId]:
    """Write down when breaches ended; the ids of those that were still open."""
    connection = await driver(tx)
    ids, days = [b.id for b in cleared], [b.cleared_on for b in cleared]
    return {BreachId(row["id"]) for row in await connection.fetch(CLEAR, ids, days)}


async def count_open(tx: Transaction) -> int:
    """How many breaches wait for their delivery."""
    still = sa.select(sa.func.count()).where(breaches.c.cleared_on.is_(None))
    return int((await tx.execute(still)).scalar_one())


async def list_breaches(
    tx: Transaction, *, is_open: bool | None, after: UUID | None, limit: int
) -> list[Breach]:
    """Breaches, the longest-standing first, from behind the one called `after`."""
    place = (breaches.c.found_on, breaches.c.id)
    query = sa.select(breaches).order_by(*place).limit(limit)
    if is_open is not None:
        query = query.where(breaches.c.cleared_on.is_(None) == is_open)
    if after is not None:
        mark = sa.select(*place).where(breaches.c.id == after).scalar_subquery()
        query = query.where(sa.tuple_(*place) > mark)
    return [_breach(row) for row in (await tx.execute(query)).mappings()]


def _breach(row: sa.RowMapping) -> Breach:
    return Breach(**dict(row) | {"kind": Kind(row["kind"]), "unit": UnitCode(row["unit"])})
