"""What intake says, said by a test: whole facts on the stream, or their bodies."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from nats.aio.client import Client

from services.compliance.subscribers import promised
from services.compliance.workflows.promises import watch_promises
from shared.chassis.database import Database
from shared.events.envelope import TYPE_PREFIX, Envelope, Event
from shared.events.intake import (
    DossierReceived,
    DossierReturned,
    FeedbackReceived,
    FeedbackRejected,
)
from shared.kernel.places import PlaceCode
from tests.nodes import Node

DUE = date(2026, 3, 6)
DAY = timedelta(days=1)
SAID_AT = datetime(2026, 3, 2, 2, 15, tzinfo=UTC)


def received(dossier: UUID, *, due_on: date = DUE) -> DossierReceived:
    return DossierReceived(
        dossier_id=dossier,
        unit="east",
        procedure="2.000815",
        channel="counter",
        received_on=due_on - 3 * DAY,
        due_on=due_on,
    )


def returned(dossier: UUID, *, on: date, due_on: date = DUE) -> DossierReturned:
    opened = received(dossier, due_on=due_on).model_dump()
    return DossierReturned(**opened, returned_on=on, on_time=on <= due_on, early=on < due_on)


def asked(feedback: UUID, *, due_on: date = DUE) -> FeedbackReceived:
    return FeedbackReceived(
        feedback_id=feedback,
        unit="east",
        category="waste",
        received_on=due_on - 3 * DAY,
        due_on=due_on,
    )


def rejected(feedback: UUID, *, on: date) -> FeedbackRejected:
    """It does not say when an answer was due."""
    return FeedbackRejected(
        feedback_id=feedback,
        unit="east",
        category="waste",
        received_on=on - 3 * DAY,
        rejected_on=on,
    )


def envelope_of(event: Event, number: int) -> Envelope:
    fact_id = uuid4()
    return Envelope(
        id=fact_id,
        type=TYPE_PREFIX + event.topic.name,
        node=PlaceCode("east"),
        epoch=1,
        nseq=number,
        occurred_at=SAID_AT,
        recorded_at=SAID_AT,
        correlation_id=fact_id,
    )


async def say(nc: Client, events: Sequence[Event], *, times: int = 1) -> None:
    """Put facts on the stream, each `times` over with the same id."""
    jetstream = nc.jetstream()
    for number, event in enumerate(events, start=1):
        headers = envelope_of(event, number).headers
        headers.pop("Nats-Msg-Id")  # or the broker itself would drop the repetitions
        for _ in range(times):
            await jetstream.publish(
                f"up.{event.topic.name}", event.model_dump_json().encode(), headers=headers
            )


async def hear(ward: Node, database: Database, events: Sequence[Event]) -> None:
    """Take facts in without a broker."""
    async with database.transaction() as tx:
        heard = [(promised(event), uuid4()) for event in events]
        await watch_promises(tx, heard, place=ward.place)
