"""What becomes of a broker that was wiped, changed by hand, or knows more than Postgres."""

import shutil
from typing import Any

import pytest

from shared.federation.jetstream import ask
from shared.federation.streams import StreamConfig
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.chassis.listening_post import EACH, MANY, Post, each, listening, many, tell

pytestmark = pytest.mark.infra


async def wipe(node: Node) -> None:
    """Take JetStream's folder away, as somebody short of disk might."""
    await node.kill_broker()
    shutil.rmtree(node.store)
    await node.start_broker()


async def test_ears_of_a_wiped_broker_hear_on_and_nothing_twice(ward: Node) -> None:
    async with listening(ward, each(), many()) as post:
        told = await tell(post.database, 20)
        await eventually(lambda: post.heard_by(EACH, MANY), shows=40)

        await wipe(ward)
        told += await tell(post.database, 20)

        await eventually(lambda: post.heard_by(EACH, MANY), shows=80)
        for reader in (EACH, MANY):
            assert sorted(await post.heard(reader)) == sorted(told)
        assert await post.parked() == []


async def test_what_a_reader_had_not_heard_when_the_broker_was_wiped_is_said_again(
    ward: Node,
) -> None:
    async with listening(ward) as post:
        told = await tell(post.database, 20)
        await eventually(lambda: published(ward), shows=20)

    await wipe(ward)

    async with listening(ward, each(), many()) as post:
        await eventually(lambda: post.heard_by(EACH, MANY), shows=40)
        for reader in (EACH, MANY):
            assert sorted(await post.heard(reader)) == sorted(told)


async def published(node: Node) -> int:
    rows = await node.rows("intake", "SELECT count(published_at) FROM outbox")
    return int(rows[0][0])


async def test_a_stream_somebody_changed_is_named_and_not_overwritten(ward: Node) -> None:
    async with listening(ward) as post:
        await change(ward, "EV", subjects=["ev.>", "mine.>"], max_bytes=1_000_000_000)
        await ward.kill_broker()
        await ward.start_broker()

        await eventually(lambda: why_not_ready(post), shows="stream EV: max_bytes, subjects")
        found = await config_of(ward, "EV")
        assert (found["subjects"], found["max_bytes"]) == (["ev.>", "mine.>"], 1_000_000_000)

        await change(ward, "EV", subjects=["ev.>"])
        await eventually(lambda: status_of(post), shows=200)
        assert (await config_of(ward, "EV"))["max_bytes"] > 1_000_000_000


async def change(node: Node, stream: str, **settings: Any) -> None:
    """Do what somebody with the broker's own tool would."""
    nc = await node.connect()
    config = (await ask(nc, f"STREAM.INFO.{stream}"))["config"]
    await ask(nc, f"STREAM.UPDATE.{stream}", config | settings)
    await nc.close()


async def config_of(node: Node, stream: str) -> StreamConfig:
    nc = await node.connect()
    config: StreamConfig = (await ask(nc, f"STREAM.INFO.{stream}"))["config"]
    await nc.close()
    return config


async def why_not_ready(post: Post) -> str:
    answer = await post.client.get("/health/ready")
    return "" if answer.status_code == 200 else answer.text


async def status_of(post: Post) -> int:
    return (await post.client.get("/health/ready")).status_code
