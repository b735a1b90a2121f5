"""Which fact each step of a petition is: kinds, dates, outcomes."""

from datetime import date, datetime, time
from typing import Any

from services.intake.petitions.domain import (
    Law,
    Outcome,
    Petition,
    PetitionKind,
    PetitionStep,
    PetitionStepTaken,
    is_transferred_in_time,
)
from shared.chassis.acting import Acting
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

NOON = time(12)


def petition_received(petition: Petition, acting: Acting) -> OutgoingEvent:
    event = PetitionReceived(
        **_named(petition),
        received_on=petition.received_on,
        accept_by=petition.accept_by,
        due_on=petition.due_on,
    )
    return _at_noon(event, petition.received_on, acting)


def petition_moved(
    before: Petition, taken: PetitionStepTaken, after: Petition, *, acting: Acting, law: Law
) -> OutgoingEvent:
    match taken.step:
        case PetitionStep.ACCEPT:
            event = _accepted(after, taken.on)
        case PetitionStep.EXTEND:
            event = _extended(before, after, taken.on)
        case PetitionStep.SETTLE:
            event = _settled(after, taken.on)
        case _:
            event = _closed(after, taken.on, law)
    return _at_noon(event, taken.on, acting)


def _at_noon(event: Event, day: date, acting: Acting) -> OutgoingEvent:
    """Only the day is on record; a fact never claims to have happened after it was told."""
    noon = datetime.combine(day, NOON, tzinfo=acting.place.time_zone)
    return OutgoingEvent(event=event, occurred_at=min(noon, acting.now))


def _named(petition: Petition) -> dict[str, Any]:
    return {"petition_id": petition.id, "unit": petition.unit, "kind": petition.kind.value}


def _accepted(after: Petition, on: date) -> Event:
    return PetitionAccepted(
        **_named(after),
        accept_by=after.accept_by,
        accepted_on=on,
        in_time=after.accept_by is None or on <= after.accept_by,
        due_on=after.due_on,
    )


def _extended(before: Petition, after: Petition, on: date) -> Event:
    assert before.due_on is not None
    assert after.due_on is not None
    return PetitionExtended(
        **_named(after),
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
    return PetitionSettled.model_validate(
        _named(after)
        | {"received_on": after.received_on, "due_on": after.due_on, "settled_on": on}
        | {"outcome": after.outcome, "on_time": bool(after.is_on_time)}
    )


def _closed(after: Petition, on: date, law: Law) -> Event:
    return PetitionClosed.model_validate(
        _named(after)
        | {"received_on": after.received_on, "closed_on": on, "how": after.state.value}
        | {"in_time": is_transferred_in_time(after, law)}
    )
