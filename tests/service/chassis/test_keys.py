"""Keys against sending twice: refused when too long, forgotten after a week."""

import pytest

from shared.chassis.database import Database
from shared.chassis.idempotency import MAX_KEY_CHARS, KeyTooLong, forget_old_keys, once
from tests.nodes import Node


async def answer() -> dict[str, int]:
    return {"answer": 42}


async def test_a_key_is_never_cut(ward: Node) -> None:
    database = Database.at(ward.url_of("intake"))
    async with database.transaction() as tx:
        with pytest.raises(KeyTooLong):
            await once(tx, "k" * (MAX_KEY_CHARS + 1), request=b"", do=answer)
        assert await once(tx, "k" * MAX_KEY_CHARS, request=b"", do=answer) == {"answer": 42}
    await database.close()


async def test_keys_are_forgotten_after_a_week(ward: Node) -> None:
    database = Database.at(ward.url_of("intake"))
    async with database.transaction() as tx:
        for key in ("young", "old"):
            await once(tx, key, request=b"", do=answer)
    await ward.rows(
        "intake",
        "UPDATE idempotency_keys SET made_at = now() - interval '8 days' WHERE key = 'old'",
    )

    async with database.transaction() as tx:
        more = await forget_old_keys(tx)
    await database.close()

    kept = await ward.rows("intake", "SELECT key FROM idempotency_keys")
    assert (more, [row["key"] for row in kept]) == (False, ["young"])
