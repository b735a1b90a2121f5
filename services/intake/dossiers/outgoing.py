"""What is told of a dossier: each step as a fact, in codes, dates and counts."""

from collections.abc import Callable
from datetime import date, datetime, time

from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.domain.dates import is_refused_in_time
from services.intake.dossiers.domain.dossiers import Dossier, DossierState
from services.intake.dossiers.domain.steps import (
    DossierReason,
    DossierStep,
    DossierStepTaken,
    is_noticed_in_time,
)
from shared.chassis.acting import Acting
from shared.chassis.outbox import OutgoingEvent
from shared.events.dossiers import (
    DossierClosed,
    DossierRejected,
    DossierRescheduled,
    DossierSupplemented,
    DossierSupplementRequested,
)
from shared.events.envelope import Event
from shared.events.intake import DossierReceived, DossierReturned

NOON = time(12)

Way = tuple[Dossier, DossierStepTaken, Dossier]
"""A dossier before a step, the step, and the dossier after it."""


def dossier_received(dossier: Dossier, acting: Acting) -> OutgoingEvent:
    event = DossierReceived(
        dossier_id=dossier.id,
        unit=dossier.unit,
        procedure=dossier.procedure,
        channel=dossier.channel.value,
        received_on=dossier.received_on,
        due_on=dossier.first_due_on,
    )
    return OutgoingEvent(event=event, occurred_at=_around(dossier.received_on, acting))


def dossier_moved(way: Way, acting: Acting) -> OutgoingEvent:
    """What a step was, measured against what had been promised before it."""
    _, taken, _ = way
    event = EVENTS[taken.step](way)
    return OutgoingEvent(event=event, occurred_at=_around(taken.on, acting))


def _around(day: date, acting: Acting) -> datetime:
    """When something happened of which only the day is on record: at noon there, or just now.

    Noon falls on the same civic day wherever the fact is read in Việt Nam, and a fact
    never claims to have happened later than it was told.
    """
    noon = datetime.combine(day, NOON, tzinfo=acting.place.time_zone)
    return min(noon, acting.now)


def _supplement_requested(way: Way) -> Event:
    before, taken, after = way
    return DossierSupplementRequested(
        dossier_id=before.id,
        promise_id=before.promise_id,
        unit=before.unit,
        procedure=before.procedure,
        due_on=before.due_on,
        requested_on=taken.on,
        nth=after.supplements,
    )


def _supplemented(way: Way) -> Event:
    _, taken, after = way
    return DossierSupplemented(
        dossier_id=after.id,
        promise_id=after.promise_id,
        unit=after.unit,
        procedure=after.procedure,
        supplemented_on=taken.on,
        first_due_on=after.first_due_on,
        due_on=after.due_on,
    )


def _rescheduled(way: Way) -> Event:
    before, taken, after = way
    return DossierRescheduled(
        dossier_id=after.id,
        promise_id=after.promise_id,
        unit=after.unit,
        procedure=after.procedure,
        due_on=after.due_on,
        moved_from=before.promised_on,
        promised_on=after.promised_on,
        rescheduled_on=taken.on,
        reason=(taken.reason or DossierReason.OTHER).value,
        nth=after.reschedules,
        noticed_in_time=is_noticed_in_time(before, taken.on),
    )


def _rejected(way: Way) -> Event:
    before, taken, after = way
    return DossierRejected(
        dossier_id=after.id,
        promise_id=after.promise_id,
        unit=after.unit,
        procedure=after.procedure,
        due_on=after.due_on,
        rejected_on=taken.on,
        in_time=is_refused_in_time(before, taken.on, office_calendar()),
    )


def _closed(way: Way) -> Event:
    _, taken, after = way
    return DossierClosed(
        dossier_id=after.id,
        promise_id=after.promise_id,
        unit=after.unit,
        procedure=after.procedure,
        due_on=after.due_on,
        closed_on=taken.on,
        how="withdrawn" if after.state is DossierState.WITHDRAWN else "stopped",
    )


def _returned(way: Way) -> Event:
    _, taken, after = way
    is_moved = after.promised_on != after.due_on
    return DossierReturned(
        dossier_id=after.id,
        unit=after.unit,
        procedure=after.procedure,
        channel=after.channel.value,
        received_on=after.received_on,
        due_on=after.due_on,
        returned_on=taken.on,
        on_time=after.is_on_time,
        early=after.is_early,
        promise_id=after.promise_id if after.lap else None,
        promised_on=after.promised_on if is_moved else None,
    )


EVENTS: dict[DossierStep, Callable[[Way], Event]] = {
    DossierStep.REQUEST_SUPPLEMENT: _supplement_requested,
    DossierStep.SUPPLEMENT: _supplemented,
    DossierStep.RESCHEDULE: _rescheduled,
    DossierStep.REJECT: _rejected,
    DossierStep.WITHDRAW: _closed,
    DossierStep.STOP: _closed,
    DossierStep.RETURN: _returned,
}
