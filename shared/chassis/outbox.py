"""Outbox: a fact is written down in the transaction that made it true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.chassis.database import Transaction, announced, driver
from shared.chassis.logs import correlation
from shared.events.envelope import Event
from shared.events.subjects import Reach, lane_of
from shared.kernel.places import EVERYONE

ADD = (
    "INSERT INTO outbox (id, lane, name, body, occurred_at, correlation_id)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
)
WAITING = "SELECT count(*), min(recorded_at) FROM outbox WHERE published_at IS NULL"
COLUMNS = ("id", "lane", "name", "body", "occurred_at", "correlation_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEvent:
    """A fact on its way out: what, when it happened, how far it goes.

    `fact_id` is given where the same happening must never be told twice under two ids.
    `target` names one child, for a directive that is not for everyone. `correlation_id`
    names the cause where one transaction acts on the facts of many.
    """

    event: Event
    occurred_at: datetime
    reach: Reach | None = None
    target: str = EVERYONE
    fact_id: UUID | None = None
    correlation_id: UUID | None = None

    def row(self) -> tuple[UUID, str, str, bytes, datetime, UUID]:
        """The outbox row; a fact that starts something is its own correlation."""
        topic = self.event.topic
        fact_id = self.fact_id or uuid7()
        lane = lane_of(self.reach or topic.reaches[0], self.target)
        body = self.event.model_dump_json().encode()
        cause = self.correlation_id or correlation.get() or fact_id
        return fact_id, lane, topic.name, body, self.occurred_at, cause


async def publish(tx: Transaction, announcement: OutgoingEvent) -> None:
    """Tell one fact, if the transaction commits."""
    connection = await driver(tx)
    await connection.execute(ADD, *announcement.row())
    announced.set(True)


async def outbox_waiting(tx: Transaction) -> tuple[int, datetime | None]:
    """How many facts are written down and not yet said, and since when the oldest waits."""
    connection = await driver(tx)
    row = (await connection.fetch(WAITING))[0]
    return row[0], row[1]


async def publish_all(tx: Transaction, events_out: Iterable[OutgoingEvent]) -> int:
    """Tell many facts at once, in their order; says how many."""
    rows = [announcement.row() for announcement in events_out]
    if rows:
        connection = await driver(tx)
        await connection.copy_records_to_table("outbox", records=rows, columns=COLUMNS)
        announced.set(True)
    return len(rows)
