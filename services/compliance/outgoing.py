"""How compliance puts what happened into the published language."""

from datetime import date, datetime, time
from uuid import UUID

from services.compliance.domain.activities import Activity, ActivityId
from services.compliance.domain.breaches import Breach, telling_id
from shared.chassis.outbox import OutgoingEvent
from shared.events.compliance import ActivityRecorded, BreachCleared, BreachFound
from shared.kernel.places import Place


def breach_found(breach: Breach, place: Place, cause: UUID | None) -> OutgoingEvent:
    """The fact that a promised date passed without the result."""
    event = BreachFound(
        breach_id=breach.id,
        subject=breach.kind.value,
        subject_id=breach.subject_id,
        unit=breach.unit,
        due_on=breach.due_on,
        found_on=breach.found_on,
    )
    return OutgoingEvent(
        event=event,
        occurred_at=_beginning_of(breach.found_on, place),
        fact_id=telling_id(breach.id, "found"),
        correlation_id=cause,
    )


def breach_cleared(breach: Breach, place: Place, cause: UUID | None) -> OutgoingEvent:
    """The fact that what was late is delivered, or was in time after all."""
    assert breach.cleared_on is not None
    event = BreachCleared(
        breach_id=breach.id,
        subject=breach.kind.value,
        subject_id=breach.subject_id,
        unit=breach.unit,
        due_on=breach.due_on,
        cleared_on=breach.cleared_on,
    )
    return OutgoingEvent(
        event=event,
        occurred_at=_beginning_of(breach.cleared_on, place),
        fact_id=telling_id(breach.id, "cleared"),
        correlation_id=cause,
    )


def activity_recorded(
    activity_id: ActivityId, activity: Activity, place: Place
) -> OutgoingEvent:
    """The fact that a unit did something countable."""
    event = ActivityRecorded(
        activity_id=activity_id,
        unit=activity.unit,
        kind=activity.kind.value,
        held_on=activity.held_on,
        count=activity.count,
        planned=activity.planned,
    )
    return OutgoingEvent(
        event=event, occurred_at=_beginning_of(activity.held_on, place), fact_id=activity_id
    )


def _beginning_of(day: date, place: Place) -> datetime:
    """Only the day is known; a fact told twice must be the same to the last letter."""
    return datetime.combine(day, time.min, place.time_zone)
