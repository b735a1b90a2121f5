"""Forwardings in and out of Postgres: the queue of what is on its way, and what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.open311.domain.forwarding import (
    DUE_STAGES,
    Forwarding,
    ForwardingId,
    Stage,
)
from services.intake.open311.domain.hearing import RemoteUpdate
from services.intake.open311.tables.open311 import forwarding_updates, forwardings
from shared.chassis.database import Transaction

LIVING = [Stage.SENT]
MOST_LIVING = 5_000


async def add_forwarding(tx: Transaction, forwarding: Forwarding) -> bool:
    """Put a case in the queue; False if it is on its way to that server already."""
    added = insert(forwardings).values(_row(forwarding)).on_conflict_do_nothing()
    return bool((await tx.execute(added.returning(forwardings.c.id))).one_or_none())


async def list_forwardings(tx: Transaction, case: UUID) -> list[Forwarding]:
    """Where a case was sent on to."""
    query = sa.select(forwardings).where(forwardings.c.case_id == case)
    found = (await tx.execute(query.order_by(forwardings.c.asked_at))).mappings()
    return [_forwarding(row) for row in found]


async def find_due(tx: Transaction, now: datetime) -> Forwarding | None:
    """The one that has waited longest and may be tried; nobody else takes it meanwhile."""
    is_due = forwardings.c.stage.in_(sorted(DUE_STAGES)) & (forwardings.c.try_at <= now)
    query = sa.select(forwardings).where(is_due).order_by(forwardings.c.try_at).limit(1)
    row = (await tx.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return _forwarding(row) if row else None


async def load_forwarding(tx: Transaction, forwarding_id: ForwardingId) -> Forwarding | None:
    """One, to be changed."""
    query = sa.select(forwardings).where(forwardings.c.id == forwarding_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return _forwarding(row) if row else None


async def save_forwarding(tx: Transaction, forwarding: Forwarding) -> None:
    """Keep how far it is."""
    kept = forwardings.update().where(forwardings.c.id == forwarding.id)
    await tx.execute(kept.values(_row(forwarding)))


async def find_by_remote(
    tx: Transaction, server: str, remote_ids: Sequence[str]
) -> dict[str, Forwarding]:
    """Those that have these numbers over there, by number."""
    of_them = (forwardings.c.server == server) & forwardings.c.remote_id.in_(remote_ids)
    found = (await tx.execute(sa.select(forwardings).where(of_them))).mappings()
    return {row["remote_id"]: _forwarding(row) for row in found}


async def list_living(tx: Transaction, server: str) -> list[Forwarding]:
    """Those that are over there and not closed, the oldest first."""
    is_living = (forwardings.c.server == server) & forwardings.c.stage.in_(LIVING)
    query = sa.select(forwardings).where(is_living).order_by(forwardings.c.asked_at)
    return [_forwarding(r) for r in (await tx.execute(query.limit(MOST_LIVING))).mappings()]


async def add_update(
    tx: Transaction, forwarding: Forwarding, update: RemoteUpdate, *, now: datetime
) -> bool:
    """Note that an update was taken; False if it was taken before."""
    row = {
        "forwarding_id": forwarding.id,
        "update_id": update.update_id,
        "status": update.status,
        "taken_at": now,
    }
    added = insert(forwarding_updates).values(row).on_conflict_do_nothing()
    told = await tx.execute(added.returning(forwarding_updates.c.update_id))
    return told.one_or_none() is not None


def _row(forwarding: Forwarding) -> dict[str, Any]:
    return {
        "id": forwarding.id,
        "case_id": forwarding.case,
        "server": forwarding.server,
        "stage": forwarding.stage.value,
        "may_name": forwarding.may_name,
        "asked_at": forwarding.asked_at,
        "try_at": forwarding.try_at,
        "attempts": forwarding.attempts,
        "first_sent_at": forwarding.first_sent_at,
        "token": forwarding.token,
        "remote_id": forwarding.remote_id,
        "reason": forwarding.reason,
    }


def _forwarding(row: sa.RowMapping) -> Forwarding:
    return Forwarding(
        id=ForwardingId(row["id"]),
        case=row["case_id"],
        server=row["server"],
        stage=Stage(row["stage"]),
        may_name=row["may_name"],
        asked_at=row["asked_at"],
        try_at=row["try_at"],
        attempts=row["attempts"],
        first_sent_at=row["first_sent_at"],
        token=row["token"],
        remote_id=row["remote_id"],
        reason=row["reason"],
    )
