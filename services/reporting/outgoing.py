"""How reporting puts what it knows into the published language."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.chassis.outbox import OutgoingEvent
from shared.events.reporting import (
    FactsReceipted,
    FactsRequested,
    FiguresMoved,
    HeadsTold,
    Mark,
    Missing,
)
from shared.events.subjects import Reach


def figures_moved(
    units: Sequence[str], *, first: date, last: date, now: datetime
) -> OutgoingEvent:
    """Figures of these units changed on days of this span."""
    event = FiguresMoved(units=tuple(sorted(units)), first_day=first, last_day=last)
    return OutgoingEvent(event=event, occurred_at=now)


def heads_told(heads: Sequence[Mark], *, now: datetime) -> OutgoingEvent:
    """How far our own record reaches, for the parent."""
    return OutgoingEvent(event=HeadsTold(heads=tuple(heads)), occurred_at=now)


def facts_receipted(child: str, receipts: Sequence[Mark], *, now: datetime) -> OutgoingEvent:
    """How far a child's facts are written down here."""
    event = FactsReceipted(receipts=tuple(receipts))
    return OutgoingEvent(event=event, occurred_at=now, target=child)


def facts_requested(child: str, missing: Sequence[Missing], *, now: datetime) -> OutgoingEvent:
    """What we have not heard from a child or from below it; no child: from next door."""
    event = FactsRequested(missing=tuple(missing))
    if not child:
        return OutgoingEvent(event=event, occurred_at=now, reach=Reach.LOCAL)
    return OutgoingEvent(event=event, occurred_at=now, target=child)
