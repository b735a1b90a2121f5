"""Hearing on real servers: once each, slowly again after a defect, kept for a human."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client

from shared.chassis.consuming import MAX_TRIES, Consumer, Verdict
from shared.chassis.database import Transaction
from shared.chassis.listening import delivery_of
from shared.chassis.outbox import publish
from shared.chassis.subscriptions import Received, Subscription
from shared.events.envelope import Event
from shared.kernel.rejection import Rejection
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.chassis.listening_post import (
    EACH,
    MANY,
    SUBJECT,
    Post,
    a_fact,
    counted,
    each,
    listening,
    many,
    tell,
)

pytestmark = pytest.mark.infra


Listen = Callable[..., Subscription]


class Unwelcome(Rejection):
    """Không nhận.
    Not taken.
    """


async def message_of(nc: Client, fact_id: UUID) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a fact as its stream holds it."""
    state = await nc.jetstream().stream_info("UP")
    for seq in range(state.state.first_seq, state.state.last_seq + 1):
        found = await nc.jetstream().get_msg("UP", seq)
        headers = dict(found.headers or {})
        if headers["ce-id"] == str(fact_id):
            return found.data or b"", headers
    raise AssertionError(f"{fact_id} is not in the stream")


async def say(nc: Client, body: bytes, headers: dict[str, str]) -> None:
    """Put a message into the stream past its duplicate window."""
    fresh = headers | {"Nats-Msg-Id": str(uuid4())}
    await nc.jetstream().publish(SUBJECT, body, headers=fresh)


async def test_a_fact_delivered_five_times_has_its_effect_once(ward: Node) -> None:
    async with listening(ward, each(), many()) as post:
        first = (await tell(post.database))[0]
        await eventually(lambda: post.heard_by(EACH, MANY), shows=2)
        nc = await ward.connect()
        body, headers = await message_of(nc, first)

        for _ in range(4):
            await say(nc, body, headers)
        await nc.close()
        last = (await tell(post.database))[0]

        await eventually(lambda: is_known(post, last), shows=True)
        for reader in (EACH, MANY):
            assert Counter(await post.heard(reader)) == {first: 1, last: 1}


async def is_known(post: Post, fact_id: UUID) -> bool:
    return all([fact_id in await post.heard(reader) for reader in (EACH, MANY)])


async def test_what_a_fact_causes_carries_its_correlation(ward: Node) -> None:
    causes: list[UUID] = []

    async def answer(tx: Transaction, fact: Received[Event]) -> None:
        if not causes:
            causes.append(fact.envelope.correlation_id)
            await publish(tx, a_fact(category="caused"))

    async with listening(ward, each(answer)) as post:
        await tell(post.database)
        await eventually(lambda: post.heard_by(EACH), shows=2)

    rows = await ward.rows("intake", "SELECT correlation_id FROM outbox")
    assert [row["correlation_id"] for row in rows] == causes * 2


@pytest.mark.parametrize("subscription", [each, many], ids=["one by one", "in batches"])
async def test_a_defect_holds_nothing_up_and_is_tried_again_slowly(
    ward: Node, *, subscription: Listen
) -> None:
    tried: Counter[UUID] = Counter()
    bad: list[UUID] = []

    async def stumble(_tx: Transaction, fact: Received[Event]) -> None:
        tried[fact.envelope.id] += 1
        if fact.envelope.id in bad:
            raise ZeroDivisionError

    listener = subscription(stumble)
    async with listening(ward, listener) as post:
        where = {"service": "intake", "where": listener.reader}
        before = counted("kheo_defects_total", **where)
        told = [a_fact() for _ in range(30)]
        bad.append(told[3].row()[0])
        async with post.database.transaction() as tx:
            for fact in told:
                await publish(tx, fact)
        await eventually(lambda: post.heard_by(EACH, MANY), shows=29)

        assert tried[bad[0]] <= 2, "once with its batch, once alone"
        assert counted("kheo_defects_total", **where) == before + 1
        assert await post.parked() == []
        assert await unacknowledged(ward, listener.reader) == 1


async def unacknowledged(node: Node, reader: str) -> int:
    nc = await node.connect()
    found = await nc.jetstream().consumer_info("UP", reader)
    await nc.close()
    return found.num_ack_pending or 0


async def test_a_defect_that_stays_is_parked_in_the_end(ward: Node) -> None:
    async def stumble(_tx: Transaction, _fact: Received[Event]) -> None:
        raise ZeroDivisionError

    async with listening(ward) as post:
        await tell(post.database)
        consumer = taker_of(post, each(stumble))
        nc = await ward.connect()
        reading = await nc.jetstream().pull_subscribe(SUBJECT, "by_hand", stream="UP")
        delivery, tries = delivery_of((await reading.fetch(1))[0], EACH)
        await nc.close()

        assert tries == 1
        assert await consumer.handle_one(delivery, MAX_TRIES - 1) is Verdict.LATER
        assert await post.parked() == []
        assert await consumer.handle_one(delivery, MAX_TRIES) is Verdict.DONE
        assert [message["code"] for message in await post.parked()] == ["defect"]


def taker_of(post: Post, subscription: Subscription) -> Consumer:
    place = post.service.settings.place
    return Consumer(
        service="intake", database=post.database, place=place, subscription=subscription
    )


@pytest.mark.parametrize("subscription", [each, many], ids=["one by one", "in batches"])
async def test_a_rejection_is_parked_at_once_and_nothing_else_with_it(
    ward: Node, *, subscription: Listen
) -> None:
    bad: list[UUID] = []

    async def refuse(_tx: Transaction, fact: Received[Event]) -> None:
        if fact.envelope.id in bad:
            raise Unwelcome

    listener = subscription(refuse)
    async with listening(ward, listener) as post:
        told = [a_fact() for _ in range(30)]
        bad.append(told[3].row()[0])
        async with post.database.transaction() as tx:
            for fact in told:
                await publish(tx, fact)
        await eventually(lambda: post.heard_by(EACH, MANY), shows=29)
        await eventually(lambda: unacknowledged(ward, listener.reader), shows=0)

        (kept,) = await post.parked()
        assert (kept["code"], kept["reader"]) == ("unwelcome", listener.reader)
        assert kept["headers"]["ce-id"] == str(bad[0])


@pytest.mark.parametrize("subscription", [each, many], ids=["one by one", "in batches"])
@pytest.mark.parametrize("header", [b"a\x00b", b"\xff\xfe"], ids=["NUL", "no text at all"])
async def test_nothing_in_a_header_can_stop_an_ear(
    ward: Node, *, subscription: Listen, header: bytes
) -> None:
    """Postgres keeps no NUL in a text; what carries one must be put aside all the same."""
    listener = subscription()
    async with listening(ward, listener) as post:
        await say_raw(ward, header)
        await tell(post.database)

        await eventually(lambda: post.heard_by(EACH, MANY), shows=1)
        await eventually(lambda: unacknowledged(ward, listener.reader), shows=0)
        (kept,) = await post.parked()
        assert kept["code"] == "envelope-unreadable"


async def say_raw(node: Node, header: bytes) -> None:
    """A message with bytes in its header that no honest client would send."""
    nc = await node.connect()
    headers = b"NATS/1.0\r\nce-id: " + header + b"\r\n\r\n"
    sizes = f"HPUB {SUBJECT} {len(headers)} {len(headers) + 2}\r\n"
    await nc._send_command(sizes.encode() + headers + b"{}\r\n")  # noqa: SLF001 - its door is too polite
    await nc.flush()
    await nc.close()
