"""Appeals in and out of Postgres."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.appeals.domain.appeals import Appeal, AppealState
from services.intake.appeals.tables import appeals
from shared.chassis.database import Transaction

COLUMNS = tuple(appeals.c[field.name] for field in fields(Appeal))


async def add_appeal(tx: Transaction, appeal: Appeal) -> bool:
    """Write an appeal down; False if it, or one against the same answer, is there."""
    added = insert(appeals).values(_row(appeal)).on_conflict_do_nothing()
    return (await tx.execute(added.returning(appeals.c.id))).one_or_none() is not None


async def save_appeal(tx: Transaction, appeal: Appeal) -> None:
    """Keep how an appeal stands."""
    await tx.execute(appeals.update().where(appeals.c.id == appeal.id).values(_row(appeal)))


async def find_appeal(
    tx: Transaction, appeal_id: UUID, *, to_change: bool = False
) -> Appeal | None:
    """One appeal."""
    query = sa.select(*COLUMNS).where(appeals.c.id == appeal_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _appeal(row)


async def list_appeals(
    tx: Transaction, *, units: Sequence[str], is_open: bool, most: int
) -> list[Appeal]:
    """Appeals before some units, the oldest first, or those that were decided."""
    open_ones = appeals.c.state.in_([AppealState.WAITING.value, AppealState.FILED.value])
    query = sa.select(*COLUMNS).where(
        appeals.c.to_unit.in_(units), open_ones if is_open else ~open_ones
    )
    rows = await tx.execute(query.order_by(appeals.c.filed_on, appeals.c.id).limit(most))
    return [_appeal(row) for row in rows.mappings()]


async def list_unsent(tx: Transaction, *, after: UUID | None = None, most: int) -> list[Appeal]:
    """Appeals that wait for a key, the oldest first, locked; `after` goes on from there."""
    query = sa.select(*COLUMNS).where(appeals.c.state == AppealState.WAITING.value)
    if after is not None:
        query = query.where(appeals.c.id > after)
    query = query.order_by(appeals.c.id).limit(most)
    rows = await tx.execute(query.with_for_update(skip_locked=True))
    return [_appeal(row) for row in rows.mappings()]


def _row(appeal: Appeal) -> dict[str, Any]:
    return asdict(appeal) | {"state": appeal.state.value}


def _appeal(row: sa.RowMapping) -> Appeal:
    return Appeal(**dict(row) | {"state": AppealState(row["state"])})
