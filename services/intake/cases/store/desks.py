"""Officers and leases in and out of Postgres."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.leases import Lease
from services.intake.cases.tables import leases, officers
from shared.chassis.database import Transaction

SEEN_AGAIN = timedelta(hours=1)
LEASE = [leases.c[name] for name in ("holder", "name", "taken_at", "until")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who works at this desk, as last seen."""

    account: UUID
    name: str
    unit: str


async def keep_officer(tx: Transaction, one: Colleague, *, now: datetime) -> None:
    """Remember who works here; nothing is written while nothing has changed lately."""
    row: dict[str, Any] = asdict(one) | {"seen_at": now}
    added = insert(officers).values(row)
    stale = sa.or_(
        officers.c.name != one.name,
        officers.c.unit != one.unit,
        officers.c.seen_at < now - SEEN_AGAIN,
    )
    await tx.execute(
        added.on_conflict_do_update(index_elements=["account"], set_=row, where=stale)
    )


async def list_officers(tx: Transaction, *, units: Collection[str]) -> list[Colleague]:
    """Who works at these units, by name."""
    query = sa.select(officers.c.account, officers.c.name, officers.c.unit)
    rows = await tx.execute(query.where(officers.c.unit.in_(units)).order_by(officers.c.name))
    return [Colleague(**row) for row in rows.mappings()]


async def list_names(tx: Transaction, accounts: Collection[UUID]) -> dict[UUID, str]:
    """What officers are called, by their account."""
    query = sa.select(officers.c.account, officers.c.name)
    rows = await tx.execute(query.where(officers.c.account.in_(accounts)))
    return {row.account: row.name for row in rows}


async def load_lease(
    tx: Transaction, case_id: UUID, *, to_change: bool = False
) -> Lease | None:
    """Who had the case in hand last, if anybody; it may be over."""
    query = sa.select(*LEASE).where(leases.c.case_id == case_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return Lease(**row) if row else None


async def keep_lease(tx: Transaction, case_id: UUID, lease: Lease) -> None:
    """Keep who has a case in hand."""
    row = asdict(lease)
    added = insert(leases).values(row | {"case_id": case_id})
    await tx.execute(added.on_conflict_do_update(index_elements=["case_id"], set_=row))


async def drop_lease(tx: Transaction, case_id: UUID, *, holder: UUID) -> None:
    """Let a case go."""
    mine = sa.and_(leases.c.case_id == case_id, leases.c.holder == holder)
    await tx.execute(leases.delete().where(mine))
