"""Connections lent to one transaction after the other, without being looked over each time.

SQLAlchemy's own checkout and return take twice the time of the two INSERTs in between
(measured, docs/benchmarks.md). Here a connection that served well goes straight to the next
borrower; one under which something failed, or that has grown old, goes back to SQLAlchemy.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

PATIENCE_SECONDS = 10
OLD_AFTER_SECONDS = 1800


class ConnectionPool:
    """Lends the connections of an engine, `size` at most at a time."""

    def __init__(self, engine: AsyncEngine, *, size: int) -> None:
        self._engine = engine
        self._free = asyncio.Semaphore(size)
        self._idle: list[tuple[AsyncConnection, float]] = []
        self._is_closed = False

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[AsyncConnection]:
        """A connection of one's own.

        Raises:
            TimeoutError: if none comes free.

        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._free.acquire()
        try:
            connection, born = await self._next()
            is_sound = False
            try:
                yield connection
                await _settled(connection)
                is_sound = monotonic() - born < OLD_AFTER_SECONDS and not self._is_closed
            finally:
                if is_sound:
                    self._idle.append((connection, born))
                else:
                    await _closed(connection)
        finally:
            self._free.release()

    async def close(self) -> None:
        """Let go of every connection."""
        self._is_closed = True
        while self._idle:
            await _closed(self._idle.pop()[0])
        await self._engine.dispose()

    async def _next(self) -> tuple[AsyncConnection, float]:
        if self._idle:
            return self._idle.pop()
        return await self._engine.connect(), monotonic()


async def _settled(connection: AsyncConnection) -> None:
    """SQLAlchemy forgets the transaction it believes in; the real one has ended before."""
    if connection.in_transaction():
        await connection.rollback()


async def _closed(connection: AsyncConnection) -> None:
    await asyncio.shield(asyncio.create_task(connection.close()))
