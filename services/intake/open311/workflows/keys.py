"""Keys of Open311: given out once, used so often a minute, revoked for good."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from services.intake.open311 import store
from services.intake.open311.domain.keys import (
    PREFIX,
    Key,
    KeyId,
    digest,
    new_key,
    revoked,
    used_once_more,
)
from services.intake.open311.domain.refusals import KeyMissing, KeyUnknown
from shared.chassis.database import Transaction

RANDOM_BYTES = 32


async def give_key(
    tx: Transaction, *, label: str, owner: str, per_minute: int, now: datetime
) -> tuple[Key, str]:
    """A new key, and what its owner will show; the latter is kept nowhere."""
    key = new_key(KeyId(uuid4()), label=label, owner=owner, per_minute=per_minute, now=now)
    shown = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    await store.add_key(tx, key, digest=digest(shown))
    return key, shown


async def use_key(tx: Transaction, shown: str, *, now: datetime) -> Key:
    """Whose key that is, its use counted.

    Raises:
        KeyMissing: if none is shown.
        KeyUnknown: if it was never given out, or is revoked.
        KeySpent: if it was used too often within this minute.

    """
    if not shown:
        raise KeyMissing
    found = await store.find_key_to_use(tx, digest(shown))
    if found is None:
        raise KeyUnknown
    key = used_once_more(found, now)
    await store.save_key(tx, key)
    return key


async def revoke_key(tx: Transaction, key_id: UUID, *, now: datetime) -> Key:
    """Let a key open nothing any more."""
    key = revoked(await store.load_key(tx, KeyId(key_id)), now)
    await store.save_key(tx, key)
    return key
