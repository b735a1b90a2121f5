"""Events told in more than one place when a case changes hands."""

import base64
from datetime import date, datetime
from typing import Any

from services.intake.cases.domain.cases import Case
from services.intake.handing_over.domain import HandOver, KnownKey
from shared.chassis.outbox import OutgoingEvent
from shared.events.handing_over import FeedbackPassedOn, FeedbackTakenOver, NodeKeyTold
from shared.events.subjects import Reach


def taken_over(
    handover: HandOver, case: Case, *, by: str, from_unit: str, on: date
) -> FeedbackTakenOver:
    """That a unit has the case now, or again."""
    return FeedbackTakenOver(
        **case_dates(handover, case),
        unit=by,
        from_unit=from_unit,
        promise_id=case.promise_id,
        taken_on=on,
    )


def passed_on(
    handover: HandOver, case: Case, *, by: str, to_unit: str, on: date
) -> FeedbackPassedOn:
    """That a unit has the case no more."""
    return FeedbackPassedOn(
        **case_dates(handover, case),
        unit=by,
        to_unit=to_unit,
        promise_id=case.promise_id,
        passed_on=on,
    )


def case_dates(handover: HandOver, case: Case) -> dict[str, Any]:
    """What every event about a hand-over says of its case."""
    return {
        "handover_id": handover.id,
        "feedback_id": case.id,
        "category": case.category,
        "received_on": case.received_on,
        "due_on": case.due_on,
    }


def key_told(key: KnownKey, *, now: datetime, reach: Reach) -> OutgoingEvent:
    """Whose key it is, and since when."""
    public = base64.b64encode(key.public).decode()
    event = NodeKeyTold(host=key.host, key_id=key.id, key=public, made_at=key.made_at)
    return OutgoingEvent(event=event, occurred_at=now, reach=reach)
