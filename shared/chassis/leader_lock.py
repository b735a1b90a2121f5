"""One leader among replicas: whoever holds the session lock; it ends with the connection."""

import asyncio

import asyncpg

TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
PAUSE_SECONDS = 0.5


async def acquire(connection: asyncpg.Connection, role: str) -> None:
    """Wait until this connection leads in `role`."""
    while not await connection.fetchval(TRY_LOCK, role):  # noqa: ASYNC110 - no event tells of another process
        await asyncio.sleep(PAUSE_SECONDS)
