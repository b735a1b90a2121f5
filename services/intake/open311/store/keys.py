"""Open311 keys in and out of Postgres, found by their digest."""

from typing import Any

import sqlalchemy as sa

from services.intake.open311.domain.keys import Key, KeyId, KeyNotGiven
from services.intake.open311.tables.open311 import open311_keys
from shared.chassis.database import Transaction

KEPT = (
    "id", "label", "owner", "per_minute", "made_at", "revoked_at", "minute", "used",
)  # fmt: skip


async def add_key(tx: Transaction, key: Key, *, digest: bytes) -> None:
    """A key that is given out now."""
    row: dict[str, Any] = {name: getattr(key, name) for name in KEPT}
    await tx.execute(open311_keys.insert().values(row | {"digest": digest}))


async def find_key_to_use(tx: Transaction, digest: bytes) -> Key | None:
    """The key with this digest, if one was given out; nobody else counts its uses meanwhile."""
    query = sa.select(open311_keys).where(open311_keys.c.digest == digest).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return _key(row) if row else None


async def find_key(tx: Transaction, digest: bytes) -> Key | None:
    """The key with this digest, if one was given out."""
    query = sa.select(open311_keys).where(open311_keys.c.digest == digest)
    row = (await tx.execute(query)).mappings().one_or_none()
    return _key(row) if row else None


async def load_key(tx: Transaction, key_id: KeyId) -> Key:
    """One key.

    Raises:
        KeyNotGiven: if none has this id.

    """
    query = sa.select(open311_keys).where(open311_keys.c.id == key_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise KeyNotGiven
    return _key(row)


async def save_key(tx: Transaction, key: Key) -> None:
    """Keep how often a key was used, and whether it is revoked."""
    kept = {"revoked_at": key.revoked_at, "minute": key.minute, "used": key.used}
    await tx.execute(open311_keys.update().where(open311_keys.c.id == key.id).values(kept))


async def list_keys(tx: Transaction) -> list[Key]:
    """Every key there is, the newest first."""
    query = sa.select(open311_keys).order_by(open311_keys.c.made_at.desc(), open311_keys.c.id)
    return [_key(row) for row in (await tx.execute(query)).mappings()]


def _key(row: sa.RowMapping) -> Key:
    return Key(**{name: row[name] for name in KEPT})
