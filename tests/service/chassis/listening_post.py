"""A service made for a test: intake's tables, and whatever ears the test gives it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient
from prometheus_client import REGISTRY

from shared.chassis.database import Database, Transaction, driver
from shared.chassis.outbox import OutgoingEvent, publish_all
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app
from shared.chassis.settings import NodeSettings
from shared.chassis.subscriptions import Received, Subscription
from shared.events.envelope import Event
from shared.events.intake import FeedbackRejected
from tests.nodes import Node, at_work

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SUBJECT = "up.intake.feedback_rejected.v1"
EACH, MANY = "intake__each_v1", "intake__many_v1"
"""The reader that takes one fact per transaction, and the one that takes batches."""

Act = Callable[[Transaction, Received[Event]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The service at work, and its door."""

    node: Node
    service: Service
    client: AsyncClient

    @property
    def database(self) -> Database:
        """The service's own."""
        return self.service.database

    async def heard(self, reader: str) -> list[UUID]:
        """What an ear has written down, as often as it did."""
        rows = await self.node.rows("intake", "SELECT id FROM heard WHERE ear = $1", reader)
        return [row["id"] for row in rows]

    async def heard_by(self, *readers: str) -> int:
        """How many facts these ears have written down together."""
        return sum([len(await self.heard(reader)) for reader in readers])

    async def parked(self) -> list[dict[str, Any]]:
        """What the service keeps for a human."""
        rows = await self.node.rows("intake", "SELECT * FROM parked ORDER BY id")
        return [dict(row) | {"headers": json.loads(row["headers"])} for row in rows]


@asynccontextmanager
async def listening(node: Node, *subscriptions: Subscription) -> AsyncIterator[Post]:
    """A service of `node` that hears with `subscriptions`."""
    await node.rows(
        "intake", "CREATE TABLE IF NOT EXISTS heard (ear text NOT NULL, id uuid NOT NULL)"
    )
    service = Service(
        name="intake",
        settings=node.settings(NodeSettings),
        database=Database.at(node.url_of("intake")),
        subscriptions=subscriptions,
    )
    async with at_work(as_web_app(service)) as client:
        yield Post(node=node, service=service, client=client)


def each(act: Act | None = None) -> Subscription:
    """An ear that takes one fact per transaction and writes it down, after `act`."""

    async def hear(tx: Transaction, fact: Received[Event]) -> None:
        if act is not None:
            await act(tx, fact)
        await _note(tx, EACH, [fact])

    return Subscription(reader=EACH, facts=(FeedbackRejected,), then=hear)


def many(act: Act | None = None) -> Subscription:
    """An ear that takes batches and writes them down, after `act` on each fact."""

    async def hear(tx: Transaction, facts: Sequence[Received[Event]]) -> None:
        for fact in facts:
            if act is not None:
                await act(tx, fact)
        await _note(tx, MANY, facts)

    return Subscription(reader=MANY, facts=(FeedbackRejected,), then_many=hear)


async def _note(tx: Transaction, reader: str, facts: Sequence[Received[Event]]) -> None:
    connection = await driver(tx)
    rows = [(reader, fact.envelope.id) for fact in facts]
    await connection.executemany("INSERT INTO heard (ear, id) VALUES ($1, $2)", rows)


def a_fact(**changed: Any) -> OutgoingEvent:
    """Something to tell, under an id of its own."""
    told = {"feedback_id": uuid4(), "unit": "east", "category": "urban_order"}
    days = {"received_on": TODAY, "rejected_on": TODAY}
    event = FeedbackRejected(**(told | days | changed))
    return OutgoingEvent(event=event, occurred_at=NOW, fact_id=uuid4())


async def tell(database: Database, count: int = 1) -> list[UUID]:
    """Tell so many facts in one transaction; their ids, in order."""
    told = [a_fact() for _ in range(count)]
    async with database.transaction() as tx:
        await publish_all(tx, told)
    return [fact.row()[0] for fact in told]


def counted(metric: str, **labels: str) -> float:
    """What a counter of this process stands at."""
    return REGISTRY.get_sample_value(metric, labels) or 0.0
