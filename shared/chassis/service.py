"""A service: what its `build(settings)` returns, and what keeps it running."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import APIRouter, FastAPI
from nats.errors import Error as NatsError

from shared.chassis.broker import Broker
from shared.chassis.consuming import Consumer
from shared.chassis.context import ServiceContext
from shared.chassis.control import receipts_subscription, requests_subscription
from shared.chassis.database import Database
from shared.chassis.ended import LOOK_SECONDS, EndedLook, ended_subscription
from shared.chassis.idempotency import forget_old_keys
from shared.chassis.inbox import forget_old
from shared.chassis.listening import consume, ensure_readers, workflow_broker
from shared.chassis.metrics import DEFECTS, OUTAGES, OUTBOX_OLDEST, OUTBOX_UNPUBLISHED, PARKED
from shared.chassis.outage import Outage
from shared.chassis.outages import OutageTracker
from shared.chassis.outbox import outbox_waiting
from shared.chassis.parking import count_parked
from shared.chassis.relay import Relay
from shared.chassis.settings import NodeSettings
from shared.chassis.subscriptions import Subscription
from shared.chassis.timers import Timer
from shared.federation.jetstream import BrokerRefused, BrokerSilent
from shared.federation.provisioning import StreamDiffers

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 15.0
KEYS_SECONDS = 3600.0
GAUGE_SECONDS = 5.0
STOP_SECONDS = 1.0
CALLS_OFF = 10
NOT_READY = (Outage, BrokerSilent, BrokerRefused, StreamDiffers, NatsError, OSError)


@dataclass(slots=True, kw_only=True)
class Service:
    """One service of one node, wired but not running."""

    name: str
    settings: NodeSettings
    database: Database
    context: ServiceContext | None = None
    """What its endpoints find by `given_by`."""
    routers: Sequence[APIRouter] = ()
    subscriptions: Sequence[Subscription] = ()
    timers: Sequence[Timer] = ()
    companions: Sequence[Callable[[Broker], Coroutine[None, None, None]]] = ()
    """Endless tasks that need the broker, such as the link keeper."""
    install: Callable[[FastAPI], None] | None = None
    """What the web application needs beside routers: static files, for instance."""
    broker: Broker = field(init=False)
    relay: Relay = field(init=False)
    is_listening: bool = field(init=False, default=False)
    outage_tracker: OutageTracker = field(init=False, default_factory=OutageTracker)
    outbox_oldest_seconds: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        place = self.settings.place
        self.broker = Broker(
            url=self.settings.broker_url,
            seed=self.settings.broker_nkey_seed,
            place=place,
            name=f"{place.code} {self.name}",
        )
        self.relay = Relay(service=self.name, database=self.database, broker=self.broker)

    def consumers(self) -> list[Consumer]:
        """One taker per ear; every service also answers receipts, requests and ends."""
        own = [
            receipts_subscription(self.name),
            requests_subscription(self.name, self.relay.wake),
            ended_subscription(self.name),
        ]
        return [
            Consumer(
                service=self.name,
                database=self.database,
                place=self.settings.place,
                subscription=subscription,
                outage_tracker=self.outage_tracker,
            )
            for subscription in (*self.subscriptions, *own)
        ]


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[None]:
    """The service at work. The web side never waits for the broker."""
    tasks = [
        asyncio.create_task(_joined(service), name=f"{service.name} broker side"),
        asyncio.create_task(_tick(service, _housekeeping(service))),
        asyncio.create_task(_tick(service, _forgetting(service))),
        asyncio.create_task(_tick(service, _outbox_gauges(service))),
        asyncio.create_task(_tick(service, _ends(service))),
        *(asyncio.create_task(_tick(service, timer)) for timer in service.timers),
    ]
    try:
        yield
    finally:
        await _end(service, tasks)
        await service.broker.close()
        await service.database.close()


async def _end(service: Service, tasks: Collection[asyncio.Task[None]]) -> None:
    """Call tasks off until they have ended; a library may swallow the first call or two."""
    left = set(tasks)
    for _ in range(CALLS_OFF):
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=STOP_SECONDS)
        if not left:
            return
    log.error("tasks left behind", extra={"service": service.name, "tasks": len(left)})


async def _joined(service: Service) -> None:
    """Connected, provisioned, speaking and listening; begun again after any failure."""
    while True:
        try:
            await service.broker.connect()
            await _speak_and_listen(service)
        except* NOT_READY as outages:
            reason = "; ".join(repr(error) for error in outages.exceptions)
            log.warning("broker side waits", extra={"service": service.name, "reason": reason})
        except* Exception as defects:
            DEFECTS.labels(service=service.name, where="broker side").inc()
            log.exception("broker side failed", exc_info=defects)
        service.is_listening = False
        await service.broker.close()
        await asyncio.sleep(PAUSE_SECONDS)


async def _speak_and_listen(service: Service) -> None:
    consumers = service.consumers()
    bulk = [consumer for consumer in consumers if consumer.subscription.then_many]
    workflows = [consumer for consumer in consumers if not consumer.subscription.then_many]
    await ensure_readers(service.broker, workflows)
    faststream = workflow_broker(service.broker, workflows)
    await faststream.start()
    service.is_listening = True
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(service.relay.run())
            group.create_task(_watch_readers(service, workflows))
            for consumer in bulk:
                group.create_task(consume(consumer, service.broker))
            for companion in service.companions:
                group.create_task(companion(service.broker))
    finally:
        await faststream.stop()


async def _watch_readers(service: Service, workflows: Sequence[Consumer]) -> None:
    """A wiped broker forgets readers; FastStream then waits for what will never come."""
    while True:
        await asyncio.sleep(HOUSEKEEPING_SECONDS)
        try:
            await ensure_readers(service.broker, workflows)
        except (BrokerSilent, BrokerRefused) as outage:
            OUTAGES.labels(service=service.name, what="readers").inc()
            log.warning("readers not checked", extra={"reason": str(outage)})


def _housekeeping(service: Service) -> Timer:
    async def keep_house() -> None:
        async with service.database.transaction() as tx:
            PARKED.labels(service=service.name).set(await count_parked(tx))
            await forget_old(tx)

    return Timer(name="housekeeping", every_seconds=HOUSEKEEPING_SECONDS, do=keep_house)


def _forgetting(service: Service) -> Timer:
    """Seldom: looking for old keys means looking at all of them."""

    async def forget_keys() -> None:
        more = True
        while more:
            async with service.database.transaction() as tx:
                more = await forget_old_keys(tx)

    return Timer(name="idempotency keys", every_seconds=KEYS_SECONDS, do=forget_keys)


def _ends(service: Service) -> Timer:
    look = EndedLook(service.database)
    return Timer(name="ended sessions", every_seconds=LOOK_SECONDS, do=look)


def _outbox_gauges(service: Service) -> Timer:
    """Read without the broker, so that they climb while it is away."""

    async def look() -> None:
        async with service.database.transaction() as tx:
            waiting, oldest = await outbox_waiting(tx)
        age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        service.outbox_oldest_seconds = age
        OUTBOX_UNPUBLISHED.labels(service=service.name).set(waiting)
        OUTBOX_OLDEST.labels(service=service.name).set(age)

    return Timer(name="outbox gauges", every_seconds=GAUGE_SECONDS, do=look)


async def _tick(service: Service, timer: Timer) -> None:
    while True:
        try:
            await timer.do()
        except Outage as outage:
            OUTAGES.labels(service=service.name, what=timer.name).inc()
            log.warning("timer waits", extra={"timer": timer.name, "reason": str(outage)})
        except Exception:
            DEFECTS.labels(service=service.name, where=timer.name).inc()
            log.exception("timer failed", extra={"timer": timer.name})
        await asyncio.sleep(timer.every_seconds)
