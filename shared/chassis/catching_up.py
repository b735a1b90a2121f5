"""Catching up: whether an ear has taken in everything that was said before one asked."""

import asyncio
from time import monotonic
from typing import Any

from shared.chassis.broker import Broker
from shared.chassis.outage import Outage
from shared.chassis.subscriptions import StreamFilter, Subscription, stream_filters_of
from shared.federation.jetstream import BrokerRefused, BrokerSilent, find

PATIENCE_SECONDS = 15.0
POLL_SECONDS = 0.2


async def has_caught_up(broker: Broker, subscription: Subscription) -> bool:
    """Whether all that waited for `subscription` at the call was taken in; waits a while.

    A judgement on what has *not* been said must ask this first: after a night without
    power, what was said in the evening still waits in the stream.

    Raises:
        Outage: if the broker is away.

    """
    deadline = monotonic() + PATIENCE_SECONDS
    while not broker.is_connected:  # at the start of a service, for a moment
        if monotonic() > deadline:
            raise Outage("broker: not connected")
        await asyncio.sleep(POLL_SECONDS)
    for tap in stream_filters_of(subscription, broker.place):
        if not await _has_taken(broker, subscription, tap, deadline=deadline):
            return False
    return True


async def _has_taken(
    broker: Broker, subscription: Subscription, tap: StreamFilter, *, deadline: float
) -> bool:
    wanted = None
    while monotonic() < deadline:
        if seen := await _reader(broker, subscription, tap):
            # A reader counts what it hands out; so many will have been handed out then.
            wanted = wanted or seen["delivered"]["consumer_seq"] + seen["num_pending"]
            if seen["ack_floor"]["consumer_seq"] >= wanted:
                return True
        await asyncio.sleep(POLL_SECONDS)
    return False


async def _reader(
    broker: Broker, subscription: Subscription, tap: StreamFilter
) -> dict[str, Any] | None:
    """What the broker knows of the reader; None before it is made."""
    try:
        return await find(broker.nc, f"CONSUMER.INFO.{tap.stream}.{subscription.reader}")
    except (BrokerSilent, BrokerRefused) as outage:
        raise Outage(f"broker: {outage}") from outage
