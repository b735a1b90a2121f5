"""A foreign server on loopback that answers whatever a test lays before it, byte by byte."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx

from services.intake.open311.domain.servers import Server
from services.intake.open311.workflows.dialling import RemoteLine

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
SHORT = 1.0
"""Seconds a whole talk may take in tests."""


def said(content: bytes) -> Answer:
    """Exactly these bytes, and the end."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return answer


def page(
    body: bytes, *, status: str = "200 OK", kind: str = "text/xml", more: str = ""
) -> Answer:
    """An ordinary answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n"
    return said(head.encode() + b"Connection: close\r\n\r\n" + body)


async def without_end(writer: asyncio.StreamWriter) -> None:
    """The same again and again, for as long as somebody listens."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<services>")
    while not writer.is_closing():
        writer.write(b"<service>" * 10_000)
        await writer.drain()


async def begun_and_never_ended(writer: asyncio.StreamWriter) -> None:
    """A beginning, and then silence on an open line."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<services>")
    await writer.drain()
    await asyncio.Event().wait()


@dataclass
class Foreign:
    """Answers by resource; what nothing is laid out for is not found."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)
    busy: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/v2"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request; the connection ends with it."""
        task = asyncio.current_task()
        assert task is not None
        self.busy.add(task)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, address = head.split(" ")[:2]
        length = next(
            (int(line.split(":")[1]) for line in head.splitlines()
             if line.lower().startswith("content-length")), 0
        )  # fmt: skip
        self.bodies.append(await reader.readexactly(length))
        resource = f"{method} {address.split('?')[0].removeprefix('/v2/')}"
        self.asked[resource] += 1
        with suppress(ConnectionError, asyncio.CancelledError):
            await self.answers.get(resource, page(b"", status="404 Not Found"))(writer)
        writer.close()
        with suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()


@asynccontextmanager
async def foreign_server() -> AsyncIterator[Foreign]:
    """A foreign server at work."""
    told = Foreign()
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        server.close()
        for task in told.busy:
            task.cancel()
        await asyncio.gather(*told.busy, return_exceptions=True)


@asynccontextmanager
async def line_to(
    url: str, *, seconds: float = SHORT, **more: str
) -> AsyncIterator[RemoteLine]:
    """A line to a server, with little patience."""
    server = Server(code="there", name="Nơi khác", url=url, default_service="T1", **more)
    async with httpx.AsyncClient(trust_env=False) as client:
        yield RemoteLine(client, server, whole_seconds=seconds)
