"""The relay on real servers: in order, without a hole, once each, whoever relays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import chain
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from shared.chassis.broker import Broker
from shared.chassis.database import Database
from shared.chassis.relay import Relay
from shared.federation.jetstream import ask
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.chassis.listening_post import Post, a_fact, listening, tell

pytestmark = pytest.mark.infra

WAITING = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
IN_ORDER = "SELECT id FROM outbox ORDER BY nseq"
BUSY = """
SELECT count(*) > 0 FROM pg_stat_activity
WHERE query_start > $1::timestamptz + interval '1 second' AND usename = current_user
  AND datname = current_database() AND pid <> pg_backend_pid()"""
ADD = """
INSERT INTO outbox (id, lane, name, body, occurred_at, correlation_id)
VALUES ($1, $2, $3, $4, $5, $6)"""


async def unsaid(node: Node) -> int:
    return int((await node.rows("intake", WAITING))[0][0])


async def said(node: Node) -> list[tuple[UUID, int]]:
    """Id and number of every fact of intake, as the stream holds them."""
    nc = await node.connect()
    reading = await nc.jetstream().pull_subscribe("up.>", stream="UP")
    found: list[tuple[UUID, int]] = []
    count = (await nc.jetstream().stream_info("UP")).state.messages
    while len(found) < count:
        for message in await reading.fetch(500):
            head = message.headers or {}
            found.append((UUID(head["ce-id"]), int(head["ce-nseq"])))
            await message.ack()
    await nc.close()
    return found


@asynccontextmanager
async def relaying(node: Node) -> AsyncIterator[tuple[Database, asyncio.Task[None]]]:
    """A relay of intake with a connection and a database of its own."""
    async with AsyncExitStack() as stack:
        database = Database.at(node.url_of("intake"))
        stack.push_async_callback(database.close)
        broker = Broker(
            url=node.broker_url,
            seed=SecretStr(node.broker_seed),
            place=node.place,
            name="relay of a test",
        )
        await broker.connect()
        stack.push_async_callback(broker.close)
        relay = Relay(service="intake", database=database, broker=broker)
        task = asyncio.create_task(relay.run())
        try:
            yield database, task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_two_relays_say_everything_once_and_without_a_hole(ward: Node) -> None:
    before = Database.at(ward.url_of("intake"))
    told = [await tell(before, 1500)]
    await before.close()
    async with relaying(ward) as (one, first), relaying(ward) as (other, second):
        told += await asyncio.gather(*(tell(whose, 10) for whose in (one, other) * 40))
        first.cancel()
        told += await asyncio.gather(*(tell(other, 50) for _ in range(4)))
        await eventually(lambda: unsaid(ward), shows=0)
        assert not second.done()

    stream = await said(ward)
    assert [nseq for _, nseq in stream] == list(range(1, len(stream) + 1))
    assert sorted(fact for fact, _ in stream) == sorted(chain.from_iterable(told))


async def test_facts_of_one_transaction_are_said_in_their_order(ward: Node) -> None:
    async with relaying(ward) as (database, _):
        ids = await tell(database, 50)
        await eventually(lambda: unsaid(ward), shows=0)

    assert [fact for fact, _ in await said(ward)] == ids


async def test_what_began_earlier_is_said_earlier_however_late_it_ends(ward: Node) -> None:
    """A number given before an older transaction ends could never be given in its order."""
    slow = await asyncpg.connect(ward.url_of("intake"))
    async with relaying(ward) as (database, _):
        async with slow.transaction():
            await slow.fetchval("SELECT pg_current_xact_id()")
            (quick,) = await tell(database)
            told_at: datetime = await slow.fetchval("SELECT clock_timestamp()")
            await eventually(lambda: has_looked_since(ward, told_at), shows=True)
            late = a_fact()
            await slow.execute(ADD, *late.row())
        await eventually(lambda: unsaid(ward), shows=0)
    await slow.close()

    assert [fact for fact, _ in await said(ward)] == [late.row()[0], quick]


async def has_looked_since(node: Node, moment: datetime) -> bool:
    """Whether the relay, which looks four times a second, has done so for a second more."""
    return bool((await node.rows("intake", BUSY, moment))[0][0])


async def test_a_full_stream_keeps_facts_in_the_outbox_until_there_is_room(ward: Node) -> None:
    async with listening(ward) as post:
        await tell(post.database, 5)
        await eventually(lambda: unsaid(ward), shows=0)
        await limit(ward, 5)
        await tell(post.database, 20)
        await ward.rows("intake", "UPDATE outbox SET recorded_at = now() - interval '1 hour'")

        await eventually(lambda: readiness(post), shows="outbox: oldest waits")
        assert await unsaid(ward) == 20
        assert await numbered(ward) == list(range(1, 26)), "numbered before said"
        assert [nseq for _, nseq in await said(ward)] == [1, 2, 3, 4, 5]

        await limit(ward, -1)
        await eventually(lambda: readiness(post), shows="200 ")
        assert [nseq for _, nseq in await said(ward)] == list(range(1, 26))


async def numbered(node: Node) -> list[int]:
    rows = await node.rows("intake", "SELECT nseq FROM outbox ORDER BY nseq")
    return [row["nseq"] for row in rows]


async def limit(node: Node, messages: int) -> None:
    """How much the stream holds; provisioning has no opinion about a number of messages."""
    nc = await node.connect()
    config = (await ask(nc, "STREAM.INFO.UP"))["config"]
    await ask(nc, "STREAM.UPDATE.UP", config | {"max_msgs": messages})
    await nc.close()


async def readiness(post: Post) -> str:
    answer = await post.client.get("/health/ready")
    return f"{answer.status_code} {answer.text}"
