"""What compliance listens to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.compliance.domain.promises import Kind, Promise
from services.compliance.workflows.promises import watch_promises
from shared.chassis.calendars.subscription import calendar_subscription
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription
from shared.chassis.unit_timelines import units_subscriptions
from shared.events.calendars import DossierDueMoved
from shared.events.dossiers import (
    DossierClosed,
    DossierRejected,
    DossierSupplemented,
    DossierSupplementRequested,
)
from shared.events.envelope import Event
from shared.events.handing_over import FeedbackPassedOn, FeedbackTakenOver
from shared.events.intake import (
    DossierReceived,
    DossierReturned,
    FeedbackDueMoved,
    FeedbackReceived,
    FeedbackRejected,
    FeedbackReopened,
    FeedbackResolved,
    FeedbackResolvedAgain,
)
from shared.events.merging import FeedbackMerged, FeedbackTransferred, FeedbackUnmerged
from shared.kernel.places import Place, UnitCode

OPENING_OR_SETTLING = (
    DossierReceived,
    DossierReturned,
    DossierSupplementRequested,
    DossierSupplemented,
    DossierRejected,
    DossierClosed,
    FeedbackReceived,
    FeedbackResolved,
    FeedbackRejected,
    FeedbackReopened,
    FeedbackResolvedAgain,
    FeedbackMerged,
    FeedbackUnmerged,
    FeedbackTransferred,
    FeedbackTakenOver,
    FeedbackPassedOn,
    FeedbackDueMoved,
    DossierDueMoved,
)


def subscriptions(place: Place) -> tuple[Subscription, ...]:
    """Everything compliance hears."""
    return (
        *units_subscriptions("compliance"),
        calendar_subscription("compliance"),
        promises_subscription(place),
    )


def promises_subscription(place: Place) -> Subscription:
    """What is promised and delivered here, in batches: a ward imports thousands at once."""

    async def on_promises_moved(tx: Transaction, facts: Sequence[Received[Event]]) -> None:
        told = [(_moved(fact) or promised(fact.event), _cause(fact)) for fact in facts]
        heard = [(piece, cause) for piece, cause in told if piece is not None]
        await watch_promises(tx, heard, place=place)

    return Subscription(
        reader="compliance__promises_v1", facts=OPENING_OR_SETTLING, then_many=on_promises_moved
    )


def _cause(fact: Received[Event]) -> UUID:
    return fact.envelope.correlation_id


def _moved(fact: Received[Event]) -> Promise | None:
    """Where a calendar, or the law, has moved what a promise is judged by."""
    event, at = fact.event, fact.envelope.occurred_at
    if isinstance(event, DossierDueMoved):
        piece = _piece(Kind.DOSSIER, event.promise_id, event.unit)
        return replace(piece, moved_to=event.new_on, moved_at=at)
    if isinstance(event, FeedbackDueMoved) and event.judged and event.clock == "resolve":
        piece = _piece(Kind.FEEDBACK, event.promise_id or event.feedback_id, event.unit)
        return replace(piece, moved_to=event.new_on, moved_at=at)
    return None


def promised(event: Event) -> Promise | None:
    """What one fact says of a promise. A rejection with its reason is an answer too."""
    if isinstance(event, FeedbackDueMoved):
        return None  # the day a citizen was told, or another clock: nothing is judged by it
    return _promised_of_dossier(event) or _promised_of_feedback(event)


def _promised_of_dossier(event: Event) -> Promise | None:
    """A request for a supplement settles what was promised; the whole file has another date."""
    match event:
        case DossierReceived(dossier_id=subject, due_on=due):
            return _piece(Kind.DOSSIER, subject, event.unit, due_on=due)
        case DossierReturned(due_on=due, returned_on=on):
            subject = event.promise_id or event.dossier_id
            return _piece(Kind.DOSSIER, subject, event.unit, due_on=due, settled_on=on)
        case DossierSupplemented(promise_id=subject, due_on=due):
            return _piece(Kind.DOSSIER, subject, event.unit, due_on=due)
        case (
            DossierSupplementRequested(promise_id=subject, due_on=due, requested_on=on)
            | DossierRejected(promise_id=subject, due_on=due, rejected_on=on)
            | DossierClosed(promise_id=subject, due_on=due, closed_on=on)
        ):
            return _piece(Kind.DOSSIER, subject, event.unit, due_on=due, settled_on=on)
        case _:
            return None


def _promised_of_feedback(event: Event) -> Promise:
    """A case that was reopened, parted, or taken over is promised under another id."""
    match event:
        case FeedbackReceived(feedback_id=subject, due_on=due):
            return _piece(Kind.FEEDBACK, subject, event.unit, due_on=due)
        case (
            FeedbackReopened(promise_id=subject, due_on=due)
            | FeedbackUnmerged(promise_id=subject, due_on=due)
            | FeedbackTakenOver(promise_id=subject, due_on=due)
        ):
            return _piece(Kind.FEEDBACK, subject, event.unit, due_on=due)
        case (
            FeedbackResolved(feedback_id=first, due_on=due, resolved_on=on)
            | FeedbackResolvedAgain(feedback_id=first, due_on=due, resolved_on=on)
        ):
            subject = event.promise_id or first
            return _piece(Kind.FEEDBACK, subject, event.unit, due_on=due, settled_on=on)
        case FeedbackPassedOn(promise_id=subject, due_on=due, passed_on=on):
            return _piece(Kind.FEEDBACK, subject, event.unit, due_on=due, settled_on=on)
        case (
            FeedbackRejected(feedback_id=first, rejected_on=on)
            | FeedbackMerged(feedback_id=first, merged_on=on)
            | FeedbackTransferred(feedback_id=first, transferred_on=on)
        ):
            subject = event.promise_id or first
            return _piece(Kind.FEEDBACK, subject, event.unit, settled_on=on)
        case _:
            raise TypeError(f"{event.topic.name} opens and settles nothing")


def _piece(
    kind: Kind,
    subject_id: UUID,
    unit: str,
    *,
    due_on: date | None = None,
    settled_on: date | None = None,
) -> Promise:
    return Promise(
        kind=kind,
        subject_id=subject_id,
        unit=UnitCode(unit),
        due_on=due_on,
        settled_on=settled_on,
    )
