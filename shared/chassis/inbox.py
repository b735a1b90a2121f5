"""Inbox: a fact counts once, however often it is delivered."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from shared.chassis.database import Transaction, driver

CLAIM = (
    "INSERT INTO inbox (reader, event_id) SELECT $1, unnest($2::uuid[])"
    " ON CONFLICT DO NOTHING RETURNING event_id"
)
FORGET = (
    "DELETE FROM inbox WHERE (reader, event_id) IN (SELECT reader, event_id FROM inbox"
    " WHERE heard_at < now() - make_interval(days => $1) LIMIT 10000)"
)
AS_NUMBER = attrgetter("int")
KEPT_DAYS = 200
"""Longer than any stream keeps a fact, so that none can come back as new."""


async def claim(tx: Transaction, event_ids: Sequence[UUID], *, reader: str) -> set[UUID]:
    """Those of `event_ids` this reader hears for the first time, in this transaction."""
    connection = await driver(tx)
    wanted = sorted(
        set(event_ids), key=AS_NUMBER
    )  # one order, so that two never wait in a ring
    rows = await connection.fetch(CLAIM, reader, wanted)
    return {row["event_id"] for row in rows}


async def forget_old(tx: Transaction) -> None:
    """Let go of claims older than anything a stream could still deliver."""
    connection = await driver(tx)
    await connection.execute(FORGET, KEPT_DAYS)
