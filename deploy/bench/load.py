"""`python -m deploy.bench.load`: posts one message over and over from several connections.

A process of its own, so that what is measured does not share its loop; one JSON line says
how many were answered and how long the answers took.
"""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

import uvloop

from deploy.bench.measuring import percentile

CREATED = b"HTTP/1.1 201"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "
PATIENCE_SECONDS = 60
MESSAGE = {
    "text": "Đèn đường trước nhà số 12 ngõ 7 hỏng đã ba ngày, buổi tối rất tối và khó đi lại.",
    "category": "urban_order",
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came back."""

    until: float
    seconds: list[float] = field(default_factory=list)
    errors: int = 0


class Caller(asyncio.Protocol):
    """One connection: asks again as soon as it is answered."""

    def __init__(self, request: bytes, tally: Tally) -> None:
        self._request = request
        self._tally = tally
        self._asked_at = 0.0
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Note a whole answer and ask again."""
        self._buffer += data
        head, found, body = self._buffer.partition(END_OF_HEAD)
        if not found or len(body) < _length(head):
            return
        now = perf_counter()
        self._tally.seconds.append(now - self._asked_at)
        self._tally.errors += not head.startswith(CREATED)
        self._buffer = b""
        if now < self._tally.until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Over."""
        self._tally.errors += exc is not None
        if not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        self._asked_at = perf_counter()
        self._transport.write(self._request)


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(LENGTH)
    return int(after.split(b"\r\n", 1)[0])


async def post(port: int, path: str, *, seconds: float, clients: int) -> dict[str, float]:
    """Post for `seconds` from `clients` connections."""
    body = json.dumps(MESSAGE).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    started = perf_counter()
    tally = Tally(until=started + seconds)
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: Caller(request, tally), "127.0.0.1", port))[1]
        for _ in range(clients)
    ]
    answered = asyncio.gather(*(caller.done for caller in callers))
    await asyncio.wait_for(answered, seconds + PATIENCE_SECONDS)
    return {
        "per_second": len(tally.seconds) / (perf_counter() - started),
        "p50_ms": percentile(tally.seconds, 0.5) * 1000,
        "p99_ms": percentile(tally.seconds, 0.99) * 1000,
        "errors": tally.errors,
    }


def main() -> None:
    """Post as the command line says: port, path, seconds, clients."""
    port, path, seconds, clients = sys.argv[1:]
    told = post(int(port), path, seconds=float(seconds), clients=int(clients))
    print(json.dumps(uvloop.run(told)))


if __name__ == "__main__":
    main()
