"""Listening: every ear of a service held to its streams, through every outage.

Bulk ears pull and take whole batches. Workflow ears hear through FastStream, one fact at
a time; the broker is told only after the commit.
"""

import asyncio
import logging
from collections.abc import Sequence

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.nats.security import NatsNKey
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.chassis.broker import Broker
from shared.chassis.consuming import Consumer, Verdict
from shared.chassis.metrics import OUTAGES
from shared.chassis.outage import Outage
from shared.chassis.parking import Delivery
from shared.chassis.pulling import Pull
from shared.chassis.subscriptions import StreamFilter, stream_filters_of
from shared.federation.jetstream import BrokerRefused, BrokerSilent
from shared.federation.provisioning import ensure_reader

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
OUTAGE_PAUSE_SECONDS = 2
DEFECT_PAUSE_SECONDS = 60
POLL_SECONDS = 1.0
DEFECTS_IN_A_ROW = 5
NOT_REACHED = (Outage, BrokerSilent, BrokerRefused, NatsError)


def delivery_of(message: Msg, reader: str) -> tuple[Delivery, int]:
    """A broker's message as we keep it, and how often it was delivered.

    The acknowledgement subject carries both: `$JS.ACK.<stream>.<reader>.<tries>.<seq>…`,
    with two more tokens in front where the server has a domain in it.
    """
    tokens = message.reply.split(".")
    first = 2 if len(tokens) == 9 else 4  # noqa: PLR2004 - nine tokens: no domain in it
    delivery = Delivery(
        reader=reader,
        subject=message.subject,
        headers=message.headers or {},
        payload=message.data,
        stream=tokens[first],
        stream_seq=int(tokens[first + 3]),
    )
    return delivery, int(tokens[first + 2])


async def consume(consumer: Consumer, broker: Broker) -> None:
    """Listen with a bulk ear on all its streams until cancelled."""
    taps = stream_filters_of(consumer.subscription, broker.place)
    async with asyncio.TaskGroup() as group:
        for tap in taps:
            group.create_task(_hold_to(consumer, broker, tap))


async def _hold_to(consumer: Consumer, broker: Broker, tap: StreamFilter) -> None:
    while True:
        try:
            await ensure_reader(
                broker.nc,
                tap.stream,
                reader=consumer.subscription.reader,
                subjects=tap.subjects,
            )
            await _drain(consumer, broker.nc, tap)
        except NOT_REACHED as outage:
            consumer.outage_tracker.note(consumer.subscription.reader)
            OUTAGES.labels(service=consumer.service, what="listening").inc()
            log.warning(
                "ear waits",
                extra={"reader": consumer.subscription.reader, "reason": str(outage)},
            )
        await asyncio.sleep(PAUSE_SECONDS)


async def _drain(consumer: Consumer, nc: Client, tap: StreamFilter) -> None:
    pull = Pull(
        nc,
        stream=tap.stream,
        reader=consumer.subscription.reader,
        batch_size=consumer.subscription.batch_size,
    )
    await pull.start()
    try:
        while True:
            messages = await pull.batch()
            verdicts = await _taken(consumer, messages)
            for message, verdict in zip(messages, verdicts, strict=True):
                await _tell(nc, message, verdict)
    finally:
        await pull.stop()


async def _taken(consumer: Consumer, messages: Sequence[Msg]) -> list[Verdict]:
    """Take a batch in, one by one if it does not go as a whole; outages are waited out."""
    read = [delivery_of(message, consumer.subscription.reader) for message in messages]
    try:
        await _through_outages(consumer, [delivery for delivery, _ in read])
    except Exception:  # noqa: BLE001 - one of them is bad; `take_one` finds out which
        return await _one_by_one(consumer, read)
    return [Verdict.DONE] * len(read)


async def _one_by_one(
    consumer: Consumer, read: Sequence[tuple[Delivery, int]]
) -> list[Verdict]:
    """Each on its own; when many in a row fail it is not them: the rest is left for later."""
    verdicts: list[Verdict] = []
    for delivery, tries in read:
        if verdicts[-DEFECTS_IN_A_ROW:] == [Verdict.LATER] * DEFECTS_IN_A_ROW:
            return verdicts + [Verdict.LATER] * (len(read) - len(verdicts))
        verdicts.append(await _one(consumer, delivery, tries))
    return verdicts


async def _through_outages(consumer: Consumer, deliveries: Sequence[Delivery]) -> None:
    while True:
        try:
            await consumer.handle_batch(deliveries)
            return consumer.outage_tracker.settle(consumer.subscription.reader)
        except Outage as outage:
            await _pause(consumer, outage)


async def _one(consumer: Consumer, delivery: Delivery, tries: int) -> Verdict:
    while True:
        try:
            verdict = await consumer.handle_one(delivery, tries)
        except Outage as outage:
            await _pause(consumer, outage)
        else:
            consumer.outage_tracker.settle(consumer.subscription.reader)
            return verdict


async def _pause(consumer: Consumer, outage: Outage) -> None:
    consumer.outage_tracker.note(consumer.subscription.reader)
    OUTAGES.labels(service=consumer.service, what="postgres").inc()
    log.warning(
        "taking waits", extra={"reader": consumer.subscription.reader, "reason": str(outage)}
    )
    await asyncio.sleep(OUTAGE_PAUSE_SECONDS)


async def _tell(nc: Client, message: Msg, verdict: Verdict) -> None:
    nak = b'-NAK {"delay": %d}' % (DEFECT_PAUSE_SECONDS * 1_000_000_000)
    await nc.publish(message.reply, b"+ACK" if verdict is Verdict.DONE else nak)


def workflow_broker(broker: Broker, consumers: Sequence[Consumer]) -> NatsBroker:
    """A FastStream broker with one subscriber per workflow ear and stream; not started."""
    security = NatsNKey.from_seed(broker.seed) if broker.seed else None
    faststream = NatsBroker(
        broker.url, apply_types=False, logger=None, security=security, **broker.manners
    )
    for consumer in consumers:
        for tap in stream_filters_of(consumer.subscription, broker.place):
            _subscribe(faststream, consumer, tap)
    return faststream


def _subscribe(faststream: NatsBroker, consumer: Consumer, tap: StreamFilter) -> None:
    async def whole(message: NatsMessage) -> NatsMessage:
        return message

    @faststream.subscriber(
        tap.subjects[0],
        stream=JStream(tap.stream, declare=False),
        durable=consumer.subscription.reader,
        pull_sub=PullSub(batch_size=1, timeout=POLL_SECONDS),
        ack_policy=AckPolicy.MANUAL,
        decoder=whole,
    )
    async def on_fact(message: NatsMessage) -> None:
        delivery, tries = delivery_of(message.raw_message, consumer.subscription.reader)
        verdict = await _one(consumer, delivery, tries)
        if verdict is Verdict.DONE:
            await message.ack()
        else:
            await message.nack(delay=DEFECT_PAUSE_SECONDS)


async def ensure_readers(broker: Broker, consumers: Sequence[Consumer]) -> None:
    """The durable readers of workflow ears, made by us: FastStream knows fewer settings."""
    for consumer in consumers:
        for tap in stream_filters_of(consumer.subscription, broker.place):
            await ensure_reader(
                broker.nc,
                tap.stream,
                reader=consumer.subscription.reader,
                subjects=tap.subjects,
            )
