"""What is told of petitions: kinds, dates, outcomes."""

from datetime import date, datetime, time

from services.intake.petitions.domain import (
    Law,
    Outcome,
    Petition,
    PetitionKind,
    PetitionStep,
    PetitionStepTaken,
    is_transferred_in_time,
)
from shared.chassis.outbox import OutgoingEvent
from shared.events.envelope import Event
from shared.events.petitions import (
    LabourDisputeSettled,
    MediationHeld,
    PetitionAccepted,
    PetitionClosed,
    PetitionExtended,
    PetitionReceived,
    PetitionSettled,
)
from shared.kernel.places import Place

NOON = time(12)


def petition_received(petition: Petition, place: Place, *, now: datetime) -> OutgoingEvent:
    """That a matter was taken in."""
    event = PetitionReceived(
        petition_id=petition.id,
        unit=petition.unit,
        kind=petition.kind.value,
        received_on=petition.received_on,
        accept_by=petition.accept_by,
        due_on=petition.due_on,
    )
    return _told(event, petition.received_on, place, now=now)


def petition_moved(
    before: Petition,
    taken: PetitionStepTaken,
    after: Petition,
    *,
    place: Place,
    now: datetime,
    law: Law,
) -> OutgoingEvent:
    """What a step was."""
    return _told(_event(before, taken, after, law=law), taken.on, place, now=now)


def _told(event: Event, day: date, place: Place, *, now: datetime) -> OutgoingEvent:
    noon = datetime.combine(day, NOON, tzinfo=place.time_zone)
    return OutgoingEvent(event=event, occurred_at=min(noon, now))


def _event(before: Petition, taken: PetitionStepTaken, after: Petition, *, law: Law) -> Event:
    match taken.step:
        case PetitionStep.ACCEPT:
            return _accepted(after, taken.on)
        case PetitionStep.EXTEND:
            return _extended(before, after, taken.on)
        case PetitionStep.SETTLE:
            return _settled(after, taken.on)
        case _:
            return _closed(after, taken.on, law)


def _accepted(after: Petition, on: date) -> Event:
    return PetitionAccepted(
        petition_id=after.id,
        unit=after.unit,
        kind=after.kind.value,
        accept_by=after.accept_by,
        accepted_on=on,
        in_time=after.accept_by is None or on <= after.accept_by,
        due_on=after.due_on,
    )


def _extended(before: Petition, after: Petition, on: date) -> Event:
    assert before.due_on is not None
    assert after.due_on is not None
    return PetitionExtended(
        petition_id=after.id,
        unit=after.unit,
        kind=after.kind.value,
        extended_on=on,
        moved_from=before.due_on,
        due_on=after.due_on,
        nth=after.extended,
    )


def _settled(after: Petition, on: date) -> Event:
    is_agreed = after.outcome is Outcome.AGREED
    if after.kind is PetitionKind.MEDIATION:
        return MediationHeld(
            mediation_id=after.id,
            unit=after.unit,
            received_on=after.received_on,
            held_on=on,
            is_successful=is_agreed,
        )
    if after.kind is PetitionKind.LABOUR_DISPUTE:
        return LabourDisputeSettled(
            dispute_id=after.id,
            unit=after.unit,
            received_on=after.received_on,
            due_on=after.due_on,
            concluded_on=on,
            is_settled=is_agreed,
            on_time=bool(after.is_on_time),
        )
    told = {"petition_id": after.id, "unit": after.unit, "kind": after.kind.value}
    told |= {"received_on": after.received_on, "due_on": after.due_on, "settled_on": on}
    return PetitionSettled.model_validate(
        told | {"outcome": after.outcome, "on_time": bool(after.is_on_time)}
    )


def _closed(after: Petition, on: date, law: Law) -> Event:
    told = {"petition_id": after.id, "unit": after.unit, "kind": after.kind.value}
    told |= {"received_on": after.received_on, "closed_on": on, "how": after.state.value}
    return PetitionClosed.model_validate(told | {"in_time": is_transferred_in_time(after, law)})
