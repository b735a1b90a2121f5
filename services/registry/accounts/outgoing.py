"""How registry tells that a pass is over."""

from datetime import datetime
from uuid import UUID

from shared.chassis.outbox import OutgoingEvent
from shared.events.registry import SessionEnded


def session_ended(session: UUID, *, keep_until: datetime, now: datetime) -> OutgoingEvent:
    """That a session or a token is over, told to the services of this node alone."""
    event = SessionEnded(session=session, keep_until=keep_until)
    return OutgoingEvent(event=event, occurred_at=now)
