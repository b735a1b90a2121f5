"""A link that can be cut: TCP handed through to another port of this machine."""

import asyncio
import contextlib

CHUNK = 1 << 16


class Link:
    """Passes bytes both ways while it is open; closing it breaks every connection."""

    def __init__(self, port: int, *, target: int) -> None:
        self.port = port
        self._target = target
        self._server: asyncio.Server | None = None
        self._pairs: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Break what is connected and refuse what comes."""
        if self._server is not None:
            self._server.close()
        for pair in self._pairs:
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pairs.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._pass(near, back)
        self._pairs.discard(task)
        back.close()

    async def _pass(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(_copy(near, onward), _copy(far, back))
        finally:
            onward.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(CHUNK):
        sink.write(data)
        await sink.drain()
    sink.close()
