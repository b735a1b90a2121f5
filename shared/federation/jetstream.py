"""JetStream's own API, spoken as JSON: nats-py knows fewer fields than the broker."""

import asyncio
import json
from datetime import datetime
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

API_TIMEOUT_SECONDS = 10
NOT_FOUND = 404
FOREVER: float = None  # type: ignore[assignment] # the client takes None, and says it does not


class BrokerSilent(Exception):  # noqa: N818 - an outage, translated by the chassis
    """The broker did not answer, or JetStream is not up yet."""


class BrokerRefused(Exception):  # noqa: N818 - read by its code
    """The broker answered with an error of its own."""

    def __init__(self, code: int, err_code: int, description: str) -> None:
        self.code, self.err_code = code, err_code
        super().__init__(f"{description} ({err_code})")


async def ask(nc: Client, call: str, body: object | None = None) -> dict[str, Any]:
    """One JetStream API call, such as `STREAM.INFO.UP`.

    Raises:
        BrokerSilent: if there is no connection or no answer in time.
        BrokerRefused: if JetStream says no.

    """
    payload = b"" if body is None else json.dumps(body).encode()
    try:
        # The client's own timeout would swallow a cancellation that meets the answer.
        async with asyncio.timeout(API_TIMEOUT_SECONDS):
            reply = await nc.request(f"$JS.API.{call}", payload, timeout=FOREVER)
    except (NatsError, NoRespondersError, OSError, TimeoutError) as silence:
        raise BrokerSilent(f"{call}: {silence!r}") from silence
    answer: dict[str, Any] = json.loads(reply.data)
    if refused := answer.get("error"):
        raise BrokerRefused(
            refused.get("code", 0), refused.get("err_code", 0), refused.get("description", "")
        )
    return answer


async def find(nc: Client, call: str, body: object | None = None) -> dict[str, Any] | None:
    """As `ask`, but None where JetStream knows no such thing."""
    try:
        return await ask(nc, call, body)
    except BrokerRefused as refused:
        if refused.code == NOT_FOUND:
            return None
        raise


def moment(text: str) -> datetime:
    """A broker's time stamp, cut to the microseconds Python keeps.

    >>> moment("2026-11-22T00:01:02.123456789Z").isoformat()
    '2026-11-22T00:01:02.123456+00:00'
    """
    whole, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00")
