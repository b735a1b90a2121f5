"""Servers that go away and come back: waited out, never taken for a mistake of ours."""

import asyncio
from functools import partial
from uuid import UUID

import asyncpg
import pytest

from deploy.launcher.postgres import Postgres
from shared.chassis.database import Transaction, driver
from shared.chassis.outage import Outage
from shared.chassis.subscriptions import Received
from shared.events.envelope import Event
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.chassis.listening_post import (
    EACH,
    MANY,
    Post,
    counted,
    each,
    listening,
    many,
    tell,
)

pytestmark = pytest.mark.infra

CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
ROUNDS = 4


def defects() -> float:
    """Every defect the ears of a post can count."""
    places = (EACH, MANY, "broker side", "housekeeping")
    return sum(counted("kheo_defects_total", service="intake", where=p) for p in places)


async def test_connections_cut_while_facts_are_heard_lose_and_double_nothing(
    ward: Node,
) -> None:
    before = defects()
    begun: list[UUID] = []

    async def slowly(tx: Transaction, fact: Received[Event]) -> None:
        begun.append(fact.envelope.id)
        await (await driver(tx)).execute("SELECT pg_sleep(0.02)")

    async def is_at_work(since: int) -> bool:
        return len(begun) > since

    admin = await asyncpg.connect(ward.admin_url)
    async with listening(ward, each(slowly), many(slowly)) as post:
        told: list[UUID] = []
        for _ in range(ROUNDS):
            told += await told_at_last(post)
            await eventually(partial(is_at_work, len(begun)), shows=True)
            await admin.fetchval(CUT)
        await eventually(lambda: post.heard_by(EACH, MANY), shows=2 * len(told))

        for reader in (EACH, MANY):
            assert sorted(await post.heard(reader)) == sorted(told)
        assert await post.parked() == []
        assert defects() == before
    await admin.close()


async def told_at_last(post: Post) -> list[UUID]:
    """Told, if not at the first attempt; an outage says that nothing was written."""
    while True:
        try:
            return await tell(post.database, 30)
        except Outage:
            await asyncio.wait([asyncio.create_task(post.client.get("/health/ready"))])


async def test_postgres_stopped_and_started_is_waited_for(
    ward: Node, postgres: Postgres
) -> None:
    before = defects()
    async with listening(ward, each(), many()) as post:
        told = await tell(post.database, 50)
        await postgres.stop()
        assert (await post.client.get("/health/ready")).status_code == 503
        await postgres.start()
        told += await tell(post.database, 50)

        await eventually(lambda: post.heard_by(EACH, MANY), shows=200)
        for reader in (EACH, MANY):
            assert sorted(await post.heard(reader)) == sorted(told)
        assert await post.parked() == []
        assert defects() == before


async def test_readiness_follows_the_broker_down_and_up(ward: Node) -> None:
    async with listening(ward, each()) as post:
        await ward.kill_broker()
        await eventually(lambda: readiness(post), shows="broker: not connected")
        assert (await post.client.get("/health/live")).status_code == 200
        (told,) = await tell(post.database)

        await ward.start_broker()
        await eventually(lambda: readiness(post), shows="200 ")
        await eventually(lambda: post.heard(EACH), shows=[told])


async def readiness(post: Post) -> str:
    answer = await post.client.get("/health/ready")
    return f"{answer.status_code} {answer.text}"
