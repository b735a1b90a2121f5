"""Publishing a window of messages at once and counting the acknowledgements by hand."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.chassis.outage import Outage

if TYPE_CHECKING:
    from nats.aio.subscription import Subscription

SILENCE_SECONDS = 5
"""How long the broker may acknowledge nothing before the window counts as failed."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for a stream."""

    subject: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Where the stream keeps the message."""

    seq: int
    duplicate: bool


class Publisher:
    """Publishes to streams. One window at a time; acknowledgements may come in any order."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._inbox = nc.new_inbox()
        self._window = 0
        self._acks: dict[int, Acknowledged] = {}
        self._refusal: str | None = None
        self._moved = asyncio.Event()
        self._subscription: Subscription | None = None

    async def start(self) -> None:
        """Begin to listen for acknowledgements."""
        self._subscription = await self._nc.subscribe(f"{self._inbox}.*.*", cb=self._on_ack)

    async def stop(self) -> None:
        """Listen no more."""
        if self._subscription is not None and not self._nc.is_closed:
            await self._subscription.unsubscribe()

    async def publish(self, messages: Sequence[Outgoing]) -> list[Acknowledged]:
        """Publish all of `messages` and wait until the streams have them.

        Raises:
            Outage: if the broker falls silent or refuses one; some may be stored by then.

        """
        self._window += 1
        self._acks, self._refusal = {}, None
        try:
            for number, message in enumerate(messages):
                await self._nc.publish(
                    message.subject,
                    message.body,
                    reply=f"{self._inbox}.{self._window}.{number}",
                    headers=message.headers,
                )
        except (NatsError, OSError) as error:
            raise Outage(f"broker: {error!r}") from error
        await self._all_of(len(messages))
        return [self._acks[number] for number in range(len(messages))]

    async def _all_of(self, count: int) -> None:
        while len(self._acks) < count:
            self._moved.clear()
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await self._moved.wait()
            except TimeoutError as silence:
                raise Outage(f"broker: {count - len(self._acks)} unacknowledged") from silence
            if self._refusal is not None:
                raise Outage(f"broker: {self._refusal}")

    async def _on_ack(self, message: Msg) -> None:
        window, number = message.subject.rsplit(".", 2)[1:]
        if int(window) != self._window:
            return
        answer = orjson.loads(message.data) if message.data else {}
        error = answer.get("error")  # a refusal has a “seq” too: nought
        if answer and error is None:
            self._acks[int(number)] = Acknowledged(
                answer["seq"], answer.get("duplicate", False)
            )
        else:
            self._refusal = (error or {}).get("description", "no stream takes this subject")
        self._moved.set()
