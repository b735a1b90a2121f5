"""Bench 2: facts in a stream become archive, tallies and cursors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.nats.security import NatsNKey
from nats.aio.msg import Msg
from sqlalchemy import BigInteger, orm
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from deploy.bench import rivals_sql
from deploy.bench.facts import facts, outgoing
from deploy.bench.measuring import Result, Sample, at_least, in_turns, until
from deploy.bench.nodes import BenchNode
from deploy.bench.sizes import Sizes
from services.reporting import catalogue, workflows
from services.reporting.ledger import Ledger
from services.reporting.subscribers import subscriptions
from shared.chassis.broker import Broker
from shared.chassis.consuming import Consumer
from shared.chassis.database import Database
from shared.chassis.listening import consume
from shared.chassis.publishing import Publisher
from shared.events.catalogue import BY_NAME
from shared.events.envelope import TYPE_PREFIX
from shared.federation.jetstream import ask, find
from shared.federation.provisioning import ensure_reader
from shared.federation.streams import UP

BATCH = 2000
POLL_SECONDS = 0.01
RAW, OBVIOUS = "bench_raw", "bench_obvious"
OURS_TABLES = "archive, tallies, digests, cursors, inbox, outbox"
RIVAL_TABLES = "bench_fact, bench_heard, bench_archive, bench_tally"
COUNTED = "SELECT coalesce(sum(facts), 0) FROM digests"


class Counting:
    """The three ways, on one stream filled once."""

    def __init__(self, node: BenchNode, sizes: Sizes, connection: asyncpg.Connection) -> None:
        self._node = node
        self._sizes = sizes
        self._connection = connection
        self._ledger = Ledger(catalogue.read_catalogue(Path(catalogue.__file__).parent))

    async def ours(self) -> Sample:
        """The ear of the real service, as it is held to its stream in every node."""
        await self._connection.execute(f"TRUNCATE {OURS_TABLES}")
        async with self._node.chassis("reporting") as (database, broker):
            async with database.transaction() as tx:
                await workflows.recount_changed(tx, self._ledger.catalogue)
            consumer = self._taker(database)
            await find(broker.nc, f"CONSUMER.DELETE.{UP}.{consumer.subscription.reader}")
            started = perf_counter()
            async with _beside(consume(consumer, broker)):
                await self._until(COUNTED, self._sizes.stream_facts)
            return _rate(self._sizes.stream_facts, started)

    def _taker(self, database: Database) -> Consumer:
        place = self._node.place
        subscription = subscriptions(place, self._ledger)[0]
        return Consumer(
            service="reporting", database=database, place=place, subscription=subscription
        )

    async def limit(self) -> Sample:
        """Pulled as fast as it comes and copied into one table without an index."""
        await self._connection.execute(f"TRUNCATE {RIVAL_TABLES}")
        async with self._node.chassis("reporting") as (_, broker):
            await find(broker.nc, f"CONSUMER.DELETE.{UP}.{RAW}")
            await ensure_reader(broker.nc, UP, reader=RAW)
            started = perf_counter()
            await _copy_all(broker, self._connection, self._sizes.stream_facts)
            return _rate(self._sizes.stream_facts, started)

    async def obvious(self) -> Sample:
        """FastStream, and a session per message."""
        await self._connection.execute(f"TRUNCATE {RIVAL_TABLES}")
        url = self._node.url_of("reporting").replace("postgresql:", "postgresql+asyncpg:")
        engine = create_async_engine(url)
        async with self._node.chassis("reporting") as (_, broker):
            await find(broker.nc, f"CONSUMER.DELETE.{UP}.{OBVIOUS}")
            await ensure_reader(broker.nc, UP, reader=OBVIOUS)
            faststream = _subscribed(broker, async_sessionmaker(engine))
            started = perf_counter()
            await faststream.start()
            heard = "SELECT count(*) FROM bench_heard"
            await self._until(heard, self._sizes.stream_facts_obvious)
            seen, ended = await self._connection.fetchval(heard), perf_counter()
            await faststream.stop()
        await engine.dispose()
        return {"per_second": seen / (ended - started)}

    async def _until(self, query: str, count: int) -> None:
        async def is_reached() -> bool:
            return bool(await self._connection.fetchval(query) >= count)

        await until(is_reached, every=POLL_SECONDS)


async def counting(node: BenchNode, sizes: Sizes) -> Result:
    """Facts from a stream to figures, in three ways."""
    async with node.connection("reporting") as connection:
        await connection.execute(rivals_sql.MAKE)
        await _fill(node, sizes.stream_facts)
        bench = Counting(node, sizes, connection)
        ways = {"ours": bench.ours, "limit": bench.limit, "obvious": bench.obvious}
        medians, spread = await in_turns(ways, rounds=sizes.rounds)
    result = Result(
        name="figures",
        title=f"stream → figures, {sizes.stream_facts:,} facts",
        ways=medians,
        spread=spread,
    )
    return result.held_to(
        at_least("per second", medians["ours"]["per_second"], 15_000),
        at_least("ours / limit", result.ratio("ours", "limit") or 0, 0.25),
    )


async def _fill(node: BenchNode, count: int) -> None:
    async with node.chassis("reporting") as (_, broker):
        await ask(broker.nc, f"STREAM.PURGE.{UP}")
        publisher = Publisher(broker.nc)
        await publisher.start()
        said = outgoing(facts(count, node.place.code), node.place.code)
        for start in range(0, len(said), BATCH):
            await publisher.publish(said[start : start + BATCH])


def _rate(count: int, started: float) -> Sample:
    return {"per_second": count / (perf_counter() - started)}


@asynccontextmanager
async def _beside(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _copy_all(broker: Broker, connection: asyncpg.Connection, count: int) -> None:
    arrived: asyncio.Queue[Msg] = asyncio.Queue()
    inbox = broker.nc.new_inbox()
    ask_at = f"$JS.API.CONSUMER.MSG.NEXT.{UP}.{RAW}"

    async def on_message(message: Msg) -> None:
        if message.reply:
            arrived.put_nowait(message)

    await broker.nc.subscribe(inbox, cb=on_message)
    for _ in range(2):
        await broker.nc.publish(ask_at, b'{"batch":%d}' % BATCH, reply=inbox)
    left = count
    while left:
        batch = [await arrived.get() for _ in range(min(BATCH, left))]
        await broker.nc.publish(ask_at, b'{"batch":%d}' % BATCH, reply=inbox)
        rows = [(left, message.subject, message.data) for message in batch]
        await connection.copy_records_to_table("bench_fact", records=rows)
        for message in batch:
            await broker.nc.publish(message.reply, b"+ACK")
        left -= len(batch)


class Base(orm.DeclarativeBase):
    """Where the mapped classes meet."""


class HeardRow(Base):
    """A fact that counts no second time."""

    __tablename__ = "bench_heard"

    event_id: orm.Mapped[UUID] = orm.mapped_column(primary_key=True)


class ArchiveRow(Base):
    """A fact as it came."""

    __tablename__ = "bench_archive"

    event_id: orm.Mapped[UUID] = orm.mapped_column(primary_key=True)
    subject: orm.Mapped[str]
    body: orm.Mapped[dict[str, Any]] = orm.mapped_column(JSONB)


class TallyRow(Base):
    """How often, by unit and day."""

    __tablename__ = "bench_tally"

    unit: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    day: orm.Mapped[date] = orm.mapped_column(primary_key=True)
    measure: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    amount: orm.Mapped[int] = orm.mapped_column(BigInteger)


def _subscribed(broker: Broker, sessions: async_sessionmaker[AsyncSession]) -> NatsBroker:
    security = NatsNKey.from_seed(broker.seed)
    faststream = NatsBroker(
        broker.url, apply_types=False, logger=None, security=security, **broker.manners
    )

    @faststream.subscriber(
        "up.>",
        stream=JStream(UP, declare=False),
        durable=OBVIOUS,
        pull_sub=PullSub(batch_size=1),
        ack_policy=AckPolicy.MANUAL,
        decoder=_undecoded,
    )
    async def on_fact(message: NatsMessage) -> None:
        async with sessions() as session, session.begin():
            await _write_down(session, message.raw_message)
        await message.ack()

    return faststream


async def _undecoded(message: NatsMessage) -> NatsMessage:
    return message


async def _write_down(session: AsyncSession, message: Msg) -> None:
    headers = message.headers or {}
    name, fact_id = headers["ce-type"].removeprefix(TYPE_PREFIX), UUID(headers["ce-id"])
    told = BY_NAME[name].model_validate_json(message.data).model_dump(mode="json")
    session.add(HeardRow(event_id=fact_id))
    session.add(ArchiveRow(event_id=fact_id, subject=message.subject, body=told))
    key = (told["unit"], date.fromisoformat(told["received_on"]), name)
    tally = await session.get(TallyRow, key, with_for_update=True)
    if tally is None:
        session.add(TallyRow(unit=key[0], day=key[1], measure=key[2], amount=1))
    else:
        tally.amount += 1
