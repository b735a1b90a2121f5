"""Keys in and out of Postgres."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.handing_over.domain.node_keys import KnownKey, OwnKey
from services.intake.handing_over.tables import node_keys as tables
from shared.chassis.database import Transaction

own, known = tables.node_keys, tables.known_keys

ONE_AT_A_TIME = "intake keys"


async def hold_keys(tx: Transaction) -> None:
    """Let nobody else make a key until the transaction ends."""
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"),
        {"what": ONE_AT_A_TIME},
    )


async def list_own(tx: Transaction) -> list[OwnKey]:
    """The keys of this node, the newest first."""
    rows = await tx.execute(sa.select(own).order_by(own.c.made_at.desc(), own.c.id.desc()))
    return [
        OwnKey(
            id=row.id,
            public=row.public_key,
            private=row.private_key,
            made_at=row.made_at,
            told_at=row.told_at,
        )
        for row in rows
    ]


async def load_private(tx: Transaction, key_id: UUID) -> bytes | None:
    """What opens things sealed to one of this node's keys; nothing if it is none of them."""
    found = await tx.execute(sa.select(own.c.private_key).where(own.c.id == key_id))
    private: bytes | None = found.scalar_one_or_none()
    return private


async def save_own(tx: Transaction, key: OwnKey) -> None:
    """Keep a key of this node, and when it was last told."""
    row = {
        "id": key.id,
        "public_key": key.public,
        "private_key": key.private,
        "made_at": key.made_at,
        "told_at": key.told_at,
    }
    kept = insert(own).values(row)
    await tx.execute(
        kept.on_conflict_do_update(index_elements=["id"], set_={"told_at": key.told_at})
    )


async def add_known(tx: Transaction, key: KnownKey) -> bool:
    """Keep somebody's key; says whether it was new."""
    row = {
        "host": key.host,
        "id": key.id,
        "public_key": key.public,
        "made_at": key.made_at,
    }
    added = insert(known).values(row).on_conflict_do_nothing().returning(known.c.id)
    return (await tx.execute(added)).scalar_one_or_none() is not None


async def list_known(tx: Transaction, host: str) -> list[KnownKey]:
    """Every key that was told of `host`."""
    rows = await tx.execute(sa.select(known).where(known.c.host == host))
    return [
        KnownKey(host=row.host, id=row.id, public=row.public_key, made_at=row.made_at)
        for row in rows
    ]
