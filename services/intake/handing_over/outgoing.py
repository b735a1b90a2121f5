"""What is told when a case changes hands: ids, codes and dates; the rest is a sealed box."""

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.intake.cases.domain.cases import Case
from services.intake.handing_over.domain import Decision, HandOver, KnownKey
from shared.chassis.outbox import OutgoingEvent
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHandOverWithdrawn,
    FeedbackHostDecided,
    FeedbackPassedOn,
    FeedbackProgressTold,
    FeedbackTakenOver,
    NodeKeyTold,
)
from shared.events.subjects import Reach
from shared.kernel.places import Place

UNKNOWN = "unknown"
"""The category of a case that never came."""


def handed_over(
    way: HandOver, case: Case, *, key_id: UUID, sealed: str, trails: tuple[str, ...], on: date
) -> FeedbackHandedOver:
    """That a case is on its way to another node."""
    return FeedbackHandedOver(
        **_dates(way, case),
        unit=way.unit,
        to_unit=way.to_unit,
        handed_on=on,
        reason=way.reason.value,
        bounces=way.bounces,
        decided=way.decided,
        key_id=key_id,
        sealed=sealed,
        trails=trails,
    )


def taken_over(
    way: HandOver, case: Case, *, by: str, from_unit: str, on: date
) -> FeedbackTakenOver:
    """That a unit has the case now, or again."""
    return FeedbackTakenOver(
        **_dates(way, case),
        unit=by,
        from_unit=from_unit,
        promise_id=case.promise_id,
        taken_on=on,
    )


def passed_on(
    way: HandOver, case: Case, *, by: str, to_unit: str, on: date
) -> FeedbackPassedOn:
    """That a unit has the case no more."""
    return FeedbackPassedOn(
        **_dates(way, case), unit=by, to_unit=to_unit, promise_id=case.promise_id, passed_on=on
    )


def handed_back(
    way: HandOver, case: Case, *, reason: str, bounces: int, on: date
) -> FeedbackHandedBack:
    """That a unit says the case is not its own."""
    return FeedbackHandedBack(
        **_dates(way, case),
        unit=way.to_unit,
        from_unit=way.unit,
        handed_back_on=on,
        reason=reason,
        bounces=bounces,
    )


def not_opened(event: FeedbackHandedOver, *, reason: str, on: date) -> FeedbackHandedBack:
    """That a case did not arrive: its box does not open here, or it was asked back before."""
    return FeedbackHandedBack(
        handover_id=event.handover_id,
        feedback_id=event.feedback_id,
        unit=event.to_unit,
        from_unit=event.unit,
        category=event.category,
        received_on=event.received_on,
        due_on=event.due_on,
        handed_back_on=on,
        reason=reason,
        bounces=event.bounces,
    )


def hand_over_withdrawn(way: HandOver, *, on: date) -> FeedbackHandOverWithdrawn:
    """That a unit wants its case back."""
    return FeedbackHandOverWithdrawn(
        handover_id=way.id,
        feedback_id=way.case_id,
        unit=way.unit,
        to_unit=way.to_unit,
        withdrawn_on=on,
    )


def never_came(
    event: FeedbackHandOverWithdrawn, way: HandOver, *, on: date
) -> FeedbackHandedBack:
    """That a case asked back will not be let in when it comes."""
    return FeedbackHandedBack(
        handover_id=event.handover_id,
        feedback_id=event.feedback_id,
        unit=way.to_unit,
        from_unit=way.unit,
        category=UNKNOWN,
        received_on=event.withdrawn_on,
        due_on=event.withdrawn_on,
        handed_back_on=on,
        reason="withdrawn",
        bounces=way.bounces,
    )


def progress_told(way: HandOver, case: Case, *, at: datetime) -> FeedbackProgressTold:
    """How far a case has come where it is now."""
    return FeedbackProgressTold(
        handover_id=way.id,
        feedback_id=case.id,
        unit=way.to_unit,
        from_unit=way.unit,
        state=case.state.value,
        due_on=case.promised_on,
        moved_at=at,
    )


def host_decided(decision: Decision, *, by: str, named: str, on: date) -> FeedbackHostDecided:
    """Whose case it is."""
    return FeedbackHostDecided(
        handover_id=decision.handover_id,
        feedback_id=decision.case_id,
        unit=by,
        holder=decision.holder,
        named=named,
        decided_on=on,
    )


def _dates(way: HandOver, case: Case) -> dict[str, Any]:
    return {
        "handover_id": way.id,
        "feedback_id": case.id,
        "category": case.category,
        "received_on": case.received_on,
        "due_on": case.due_on,
    }


def key_told(key: KnownKey, *, now: datetime, reach: Reach) -> OutgoingEvent:
    """Whose key it is, and since when."""
    event = NodeKeyTold(
        host=key.host,
        key_id=key.id,
        key=base64.b64encode(key.public).decode(),
        made_at=key.made_at,
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=reach)


def own_key_told(key: KnownKey, place: Place, *, now: datetime) -> Iterator[OutgoingEvent]:
    """A node's own key, both ways as far as there is somebody to tell."""
    if not place.is_top:
        yield key_told(key, now=now, reach=Reach.UP)
    if place.has_children:
        yield key_told(key, now=now, reach=Reach.DOWN)
