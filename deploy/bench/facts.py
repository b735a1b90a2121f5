"""Facts to measure with: the sort and the spread a ward really tells."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.chassis.outbox import OutgoingEvent
from shared.chassis.publishing import Outgoing
from shared.events.envelope import TYPE_PREFIX, Envelope, Event
from shared.events.intake import DossierReceived, DossierReturned, FeedbackReceived
from shared.kernel.places import PlaceCode

FIRST_DAY = date(2026, 1, 5)
DAYS = 90
NOON = 5
"""Twelve o'clock in Việt Nam, as UTC counts."""
PROMISED = timedelta(days=7)


def facts(count: int, unit: str) -> Iterator[OutgoingEvent]:
    """`count` facts of three sorts, over ninety days."""
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number * 7 % DAYS)
        at = datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)
        yield OutgoingEvent(event=_event(number, unit, day), occurred_at=at)


def _event(number: int, unit: str, day: date) -> Event:
    sorts = _sorts(uuid7(), unit, day)
    return sorts[number % len(sorts)]


def _sorts(case: UUID, unit: str, day: date) -> tuple[Event, ...]:
    due = day + PROMISED
    same = {"dossier_id": case, "unit": unit, "procedure": "1.000894", "channel": "counter"}
    received = {"received_on": day, "due_on": due}
    return (
        DossierReceived.model_validate(same | received),
        DossierReturned.model_validate(
            same | received | {"returned_on": due, "on_time": True, "early": False}
        ),
        FeedbackReceived(feedback_id=case, unit=unit, category="urban_order", **received),
    )


def outgoing(events: Iterator[OutgoingEvent], node: PlaceCode) -> list[Outgoing]:
    """The same as a relay would say them."""
    return [_said(number, one, node) for number, one in enumerate(events, start=1)]


def _said(number: int, announcement: OutgoingEvent, node: PlaceCode) -> Outgoing:
    fact_id, lane, name, body, occurred_at, cause = announcement.row()
    envelope = Envelope(
        id=fact_id,
        type=TYPE_PREFIX + name,
        node=node,
        epoch=1,
        nseq=number,
        occurred_at=occurred_at,
        recorded_at=datetime.now(UTC),
        correlation_id=cause,
    )
    return Outgoing(f"{lane}.{name}", envelope.headers, body)
