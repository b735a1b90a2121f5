"""Pulling a stream fast: always asked for more than one batch, taken as they come.

nats-py's own `fetch` waits for each batch before it asks for the next; at volume the
broker then idles. Measured side by side in docs/benchmarks.md.
"""

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.chassis.outage import Outage

if TYPE_CHECKING:
    from nats.aio.subscription import Subscription

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
        self._owed = 0
        """Messages asked for that have neither come nor been called off."""
        self._arrived: deque[Msg] = deque()
        self._moved = asyncio.Event()
        self._lost: str | None = None
        self._subscription: Subscription | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._subscription = await self._nc.subscribe(
            f"{self._inbox}.*", cb=self._on_message, pending_msgs_limit=10 * self._batch_size
        )

    async def stop(self) -> None:
        """Listen no more; what was asked for and not taken is delivered again later."""
        if self._subscription is not None and not self._nc.is_closed:
            await self._subscription.unsubscribe()

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
        while self._owed <= self._batch_size and len(self._arrived) < 2 * self._batch_size:
            self._requests += 1
            self._owed += self._batch_size
            body = {"batch": self._batch_size, "expires": EXPIRES_SECONDS * 1_000_000_000}
            try:
                await self._nc.publish(
                    self._ask_at,
                    json.dumps(body).encode(),
                    reply=f"{self._inbox}.{self._requests}",
                )
            except (NatsError, OSError) as error:
                raise Outage(f"broker: {error!r}") from error

    async def _wait(self) -> None:
        self._moved.clear()
        if self._arrived:
            return
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                await self._moved.wait()
        except TimeoutError as silence:
            raise Outage("broker: a reader hears nothing, not even an end") from silence
        if self._lost is not None:
            raise Outage(f"broker: {self._lost}")

    async def _on_message(self, message: Msg) -> None:
        headers = message.headers or {}
        status = None if message.reply else headers.get("Status")
        if status is None:
            self._arrived.append(message)
            self._owed -= 1
        elif status in ENDED:
            self._owed -= int(headers.get("Nats-Pending-Messages", self._batch_size))
            if status == "503" or "Deleted" in headers.get("Description", ""):
                self._lost = f"reader gone ({status} {headers.get('Description', '')})"
        self._moved.set()
