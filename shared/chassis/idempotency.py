"""A request sent twice with the same key is done once and answered twice."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.database import Transaction, driver
from shared.chassis.tables import idempotency_keys
from shared.kernel.rejection import Conflict, Rejection

MAX_KEY_CHARS = 200
KEPT_DAYS = 7
"""Nobody sends the same request again after a week."""
CHUNK = 10_000
FORGET = (
    "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys"
    " WHERE made_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1"
)


class KeyReused(Conflict):
    """Mã chống gửi trùng này đã dùng cho một nội dung khác. Hãy tạo mã mới.
    This Idempotency-Key was used for another request; make a new one.
    """


class KeyTooLong(Rejection):
    """Mã chống gửi trùng dài quá 200 ký tự; hãy dùng mã ngắn hơn, ví dụ một UUID.
    This Idempotency-Key is longer than 200 characters; use a shorter one, such as a UUID.
    """


async def once(
    tx: Transaction,
    key: str | None,
    *,
    request: bytes,
    do: Callable[[], Awaitable[dict[str, Any]]],
) -> dict[str, Any]:
    """The answer of `do`, or the answer given before under the same key; an empty key is none.

    Raises:
        KeyReused: if the key came with another request before.
        KeyTooLong: if it exceeds `MAX_KEY_CHARS`.

    """
    if not key:
        return await do()
    if len(key) > MAX_KEY_CHARS:
        raise KeyTooLong
    digest = hashlib.sha256(request).digest()
    claimed = await _claim(tx, key, digest)
    if not claimed:
        return await _earlier_answer(tx, key, digest)
    answer = await do()
    keep = idempotency_keys.update().where(idempotency_keys.c.key == key)
    await tx.execute(keep.values(answer=answer))
    return answer


async def _claim(tx: Transaction, key: str, digest: bytes) -> bool:
    # Whoever comes second waits here until the first has committed or given up.
    row = {"key": key, "request_hash": digest, "answer": {}, "status": 0}
    claim = insert(idempotency_keys).values(row).on_conflict_do_nothing()
    claim_rows = await tx.execute(claim.returning(idempotency_keys.c.key))
    return claim_rows.scalar_one_or_none() is not None


async def _earlier_answer(tx: Transaction, key: str, digest: bytes) -> dict[str, Any]:
    query = sa.select(idempotency_keys).where(idempotency_keys.c.key == key)
    row = (await tx.execute(query)).mappings().one()
    if bytes(row["request_hash"]) != digest:
        raise KeyReused
    answer: dict[str, Any] = row["answer"]
    return answer


async def forget_old_keys(tx: Transaction) -> bool:
    """Let go of keys older than a week, a chunk at a time; True if there may be more."""
    connection = await driver(tx)
    return len(await connection.fetch(FORGET, KEPT_DAYS, CHUNK)) == CHUNK
