"""Pulling a stream fast: two requests always under way, messages taken as they come.

nats-py's own `fetch` waits for each batch before it asks for the next; at volume the
broker then idles. Measured side by side in docs/benchmarks.md.
"""

import asyncio
import json
from collections import deque

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.chassis.outage import Outage

EXPIRES_SECONDS = 5
SILENCE_SECONDS = 15
"""Requests expire after five; hearing nothing at all for so long means they were lost."""
ENDED = ("404", "408", "409", "503")


class Pull:
    """A durable reader's messages, in batches as large as what has arrived."""

    def __init__(self, nc: Client, *, stream: str, reader: str, batch_size: int) -> None:
        self._nc = nc
        self._ask_at = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{reader}"
        self._batch_size = batch_size
        self._inbox = nc.new_inbox()
        self._requests = 0
        self._owed: dict[str, int] = {}
        self._arrived: deque[Msg] = deque()
        self._moved = asyncio.Event()
        self._lost: str | None = None

    async def start(self) -> None:
        """Begin to listen."""
        await self._nc.subscribe(
            f"{self._inbox}.*", cb=self._on_message, pending_msgs_limit=10 * self._batch_size
        )

    async def batch(self) -> list[Msg]:
        """The next messages, at least one.

        Raises:
            Outage: if the broker is away, or does not know the reader any more.

        """
        while not self._arrived:
            await self._keep_asking()
            await self._wait()
        await self._keep_asking()
        count = min(len(self._arrived), self._batch_size)
        return [self._arrived.popleft() for _ in range(count)]

    async def _keep_asking(self) -> None:
        while len(self._owed) < 2 and len(self._arrived) < 2 * self._batch_size:  # noqa: PLR2004 - two under way
            self._requests += 1
            token = str(self._requests)
            self._owed[token] = self._batch_size
            body = {"batch": self._batch_size, "expires": EXPIRES_SECONDS * 1_000_000_000}
            try:
                await self._nc.publish(
                    self._ask_at, json.dumps(body).encode(), reply=f"{self._inbox}.{token}"
                )
            except (NatsError, OSError) as error:
                raise Outage(f"broker: {error!r}") from error

    async def _wait(self) -> None:
        self._moved.clear()
        if self._arrived:
            return
        try:
            await asyncio.wait_for(self._moved.wait(), SILENCE_SECONDS)
        except TimeoutError as silence:
            raise Outage("broker: a reader hears nothing, not even an end") from silence
        if self._lost is not None:
            raise Outage(f"broker: {self._lost}")

    async def _on_message(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status") if not message.reply else None
        token = message.subject.rsplit(".", 1)[1]
        if status is None:
            self._arrived.append(message)
            self._count_down(token)
        elif status in ENDED:
            self._end(token, status, (message.headers or {}).get("Description", ""))
        self._moved.set()

    def _count_down(self, token: str) -> None:
        left = self._owed.get(token, 0) - 1
        if left > 0:
            self._owed[token] = left
        else:
            self._owed.pop(token, None)

    def _end(self, token: str, status: str, description: str) -> None:
        self._owed.pop(token, None)
        if status == "503" or "Deleted" in description:
            self._lost = f"reader gone ({status} {description})"
