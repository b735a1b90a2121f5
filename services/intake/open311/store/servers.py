"""How far each other server was listened to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.open311.tables.open311 import open311_servers
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """Until when a server's updates are known, and when it is asked next."""

    code: str
    heard_until: datetime
    speaks_updates: bool
    try_at: datetime
    silence: str = ""


async def find_listened(tx: Transaction, code: str) -> Listened | None:
    """How far a server was listened to; nobody else listens meanwhile."""
    query = sa.select(open311_servers).where(open311_servers.c.code == code)
    row = (await tx.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return Listened(**row) if row else None


async def keep_listened(tx: Transaction, listened: Listened) -> None:
    """Keep how far a server was listened to."""
    row = {
        "code": listened.code,
        "heard_until": listened.heard_until,
        "speaks_updates": listened.speaks_updates,
        "try_at": listened.try_at,
        "silence": listened.silence,
    }
    kept = insert(open311_servers).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["code"], set_=row))
