"""Bench 3: rows of an outbox are published, acknowledged and marked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

import asyncpg

from deploy.bench.facts import facts
from deploy.bench.measuring import Result, Sample, at_least, in_turns, until
from deploy.bench.nodes import BenchNode
from deploy.bench.sizes import Sizes
from shared.chassis.broker import Broker
from shared.chassis.database import Database, driver
from shared.chassis.outbox import publish_all
from shared.chassis.relay import Relay
from shared.federation.jetstream import ask
from shared.federation.streams import UP

WINDOW = 1000
POLL_SECONDS = 0.01
READY_SECONDS = 1.0
LEFT = "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"
DUE = """
SELECT pos, id, lane, name, body FROM outbox
WHERE published_at IS NULL ORDER BY pos LIMIT $1"""
MARK = "UPDATE outbox SET published_at = now() WHERE pos = ANY($1::bigint[])"

Say = Callable[[Broker, Sequence[asyncpg.Record]], Awaitable[None]]


class Relaying:
    """The three ways, on an outbox filled anew each time."""

    def __init__(self, node: BenchNode, sizes: Sizes) -> None:
        self._node = node
        self._sizes = sizes

    async def ours(self) -> Sample:
        """The real relay: numbered, said, marked; it leads and waits when rows come."""
        count = self._sizes.outbox_rows
        async with self._node.chassis("intake") as (database, broker):
            await self._clear(database, broker)
            relay = Relay(service="intake", database=database, broker=broker)
            task = asyncio.create_task(relay.run())
            await self._fill(database, 1)
            await _until_none_is_left(database)
            await self._fill(database, count)
            started = perf_counter()
            await _until_none_is_left(database)
            took = perf_counter() - started
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return {"per_second": count / took}

    async def limit(self) -> Sample:
        """Acknowledgements counted, one mark per batch, nothing numbered."""
        return await self._by_hand(_counted, self._sizes.outbox_rows)

    async def obvious(self) -> Sample:
        """One publish after the other."""
        return await self._by_hand(_awaited, self._sizes.outbox_rows_obvious)

    async def _by_hand(self, say: Say, count: int) -> Sample:
        async with self._node.chassis("intake") as (database, broker):
            await self._clear(database, broker)
            await self._fill(database, count)
            async with self._node.connection("intake") as connection:
                started = perf_counter()
                while rows := await connection.fetch(DUE, WINDOW):
                    await say(broker, rows)
                    await connection.execute(MARK, [row["pos"] for row in rows])
                return {"per_second": count / (perf_counter() - started)}

    async def _clear(self, database: Database, broker: Broker) -> None:
        async with database.transaction() as tx:
            await (await driver(tx)).execute("TRUNCATE outbox")
        await ask(broker.nc, f"STREAM.PURGE.{UP}")

    async def _fill(self, database: Database, count: int) -> None:
        async with database.transaction() as tx:
            await publish_all(tx, facts(count, self._node.place.code))


async def relaying(node: BenchNode, sizes: Sizes) -> Result:
    """Rows from table to acknowledged and marked, in three ways."""
    bench = Relaying(node, sizes)
    ways = {"ours": bench.ours, "limit": bench.limit, "obvious": bench.obvious}
    medians, spread = await in_turns(ways, rounds=sizes.rounds)
    result = Result(
        name="relay",
        title=f"outbox relay, {sizes.outbox_rows:,} rows",
        ways=medians,
        spread=spread,
    )
    return result.held_to(at_least("per second", medians["ours"]["per_second"], 20_000))


async def _until_none_is_left(database: Database) -> None:
    async with database.dedicated() as connection:

        async def is_empty() -> bool:
            return not await connection.fetchval(LEFT)

        await until(is_empty, every=POLL_SECONDS)


async def _counted(broker: Broker, rows: Sequence[asyncpg.Record]) -> None:
    nc, left, all_there = broker.nc, len(rows), asyncio.Event()
    inbox = nc.new_inbox()

    async def on_ack(_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            all_there.set()

    acks = await nc.subscribe(inbox, cb=on_ack)
    for row in rows:
        headers = {"Nats-Msg-Id": str(row["id"])}
        subject = f"{row['lane']}.{row['name']}"
        await nc.publish(subject, row["body"], reply=inbox, headers=headers)
    await all_there.wait()
    await acks.unsubscribe()


async def _awaited(broker: Broker, rows: Sequence[asyncpg.Record]) -> None:
    js = broker.nc.jetstream()
    for row in rows:
        headers = {"Nats-Msg-Id": str(row["id"])}
        await js.publish(f"{row['lane']}.{row['name']}", row["body"], headers=headers)
