"""A TCP proxy that can be cut: the line between a node and its parent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Line:
    """Forwards connections to a port while it is whole; cutting drops all at once."""

    def __init__(self, *, port: int) -> None:
        self.port = port
        self.target = 0
        self._is_cut = False
        self._pipes: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Drop every connection and take no new one through."""
        self._is_cut = True
        for pipe in self._pipes:
            pipe.cancel()

    def heal(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side or a cut ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._pipes.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if not self._is_cut:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
                await self._both_ways((reader, writer), (far_reader, far_writer))
        self._pipes.discard(task)
        writer.transport.abort()

    async def _both_ways(
        self,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        ways = {
            asyncio.create_task(_pipe(near[0], far[1])),
            asyncio.create_task(_pipe(far[0], near[1])),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            far[1].transport.abort()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def line(*, port: int) -> AsyncIterator[Line]:
    """A line that listens on `port`; tell it its `target` before anybody dials."""
    laid = Line(port=port)
    server = await asyncio.start_server(laid.carry, "127.0.0.1", port)
    try:
        yield laid
    finally:
        laid.cut()
        server.close()
