"""A request sent twice with the same key is done once and answered twice."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.database import Transaction
from shared.chassis.tables import idempotency_keys
from shared.kernel.rejection import Conflict

MAX_KEY_CHARS = 200


class KeyReused(Conflict):
    """Mã chống gửi trùng này đã dùng cho một nội dung khác. Hãy tạo mã mới.
    This Idempotency-Key was used for another request; make a new one.
    """


async def once(
    tx: Transaction,
    key: str | None,
    *,
    request: bytes,
    do: Callable[[], Awaitable[dict[str, Any]]],
) -> dict[str, Any]:
    """The answer of `do`, or the answer given before under the same key.

    Raises:
        KeyReused: if the key came with another request before.

    """
    if key is None:
        return await do()
    digest = hashlib.sha256(request).digest()
    claimed = await _claim(tx, key[:MAX_KEY_CHARS], digest)
    if not claimed:
        return await _earlier_answer(tx, key[:MAX_KEY_CHARS], digest)
    answer = await do()
    keep = idempotency_keys.update().where(idempotency_keys.c.key == key[:MAX_KEY_CHARS])
    await tx.execute(keep.values(answer=answer))
    return answer


async def _claim(tx: Transaction, key: str, digest: bytes) -> bool:
    # Whoever comes second waits here until the first has committed or given up.
    row = {"key": key, "request_hash": digest, "answer": {}, "status": 0}
    claim = insert(idempotency_keys).values(row).on_conflict_do_nothing()
    return bool(
        (await tx.execute(claim.returning(idempotency_keys.c.key))).scalar_one_or_none()
    )


async def _earlier_answer(tx: Transaction, key: str, digest: bytes) -> dict[str, Any]:
    query = sa.select(idempotency_keys).where(idempotency_keys.c.key == key)
    row = (await tx.execute(query)).mappings().one()
    if bytes(row["request_hash"]) != digest:
        raise KeyReused
    answer: dict[str, Any] = row["answer"]
    return answer
