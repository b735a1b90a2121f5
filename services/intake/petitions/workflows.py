"""Petitions and mediation: opened, moved on, each time told in codes and dates."""

from dataclasses import replace
from uuid import uuid4

from uuid_utils.compat import uuid7

from services.intake.cases.catalogue import office_hours, profiles
from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.workflows.steps import MACHINE
from services.intake.petitions import outgoing, store
from services.intake.petitions.domain import (
    Law,
    Opening,
    Petition,
    PetitionId,
    PetitionMovedMeanwhile,
    PetitionStep,
    PetitionStepTaken,
    moved,
    opened,
)
from services.intake.promises.domain import ClockMove, ClockSubject
from services.intake.promises.workflows import add_clock_moves
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import heirs_on
from shared.chassis.outbox import publish
from shared.kernel.office_hours import Office
from shared.kernel.places import Place


def law_at(place: Place) -> Law:
    """The limits as they are counted at a place."""
    office = Office(calendar=office_calendar(), hours=office_hours(), zone=place.time_zone)
    return Law(profiles=profiles(), office=office)


async def open_petition(tx: Transaction, opening: Opening, acting: Acting) -> Petition:
    """Take a matter in; the case it was transferred from has one only.

    Raises:
        DateInFuture: if it was received later than today.
        CalendarYearMissing: if its day would rest on a guess.

    """
    known = opening.case and await store.find_of_case(tx, opening.case)
    if known:
        return known
    heirs, received = await heirs_on(tx, acting.today), opening.received_on
    opening = replace(opening, unit=heirs.of(opening.unit, received, host=acting.here))
    called, law = PetitionId(uuid4()), law_at(acting.place)
    begun = opened(opening, called=called, today=acting.today, law=law)
    petition = await store.add_petition(tx, begun)
    if petition is None:
        assert opening.case is not None
        other = await store.find_of_case(tx, opening.case)
        assert other is not None
        return other
    await publish(tx, outgoing.petition_received(petition, acting))
    return petition


async def take_step(
    tx: Transaction, number: int, taken: PetitionStepTaken, acting: Acting
) -> Petition:
    """Move a matter on and let the node know.

    Raises:
        PetitionUnknown: if there is none.
        PetitionMovedMeanwhile: if it is not as it was seen.

    """
    before = await store.load_petition(tx, number, to_change=True)
    if acting.seen_version not in {None, before.version}:
        raise PetitionMovedMeanwhile
    law = law_at(acting.place)
    after = moved(before, taken, today=acting.today, law=law)
    await store.save_petition(tx, after)
    await store.add_step(tx, after, taken, who=acting.person or MACHINE, now=acting.now)
    if taken.step is PetitionStep.EXTEND:
        await add_clock_moves(tx, [_extension(before, after, acting)])
    await publish(tx, outgoing.petition_moved(before, taken, after, acting=acting, law=law))
    return after


def _extension(before: Petition, after: Petition, acting: Acting) -> ClockMove:
    assert before.due_on is not None
    assert after.due_on is not None
    return ClockMove(
        id=uuid7(),
        subject_kind=ClockSubject.PETITION,
        subject_id=after.id,
        clock="resolve",
        old_on=before.due_on,
        new_on=after.due_on,
        reason="extended",
        moved_at=acting.now,
    )
