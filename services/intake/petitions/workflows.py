"""Petitions and mediation: opened, moved on, each time told in codes and dates."""

from uuid import uuid4

from uuid_utils.compat import uuid7

from services.intake.cases.catalogue import office_hours, profiles
from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.workflows import Errand
from services.intake.petitions import outgoing, store
from services.intake.petitions.domain import (
    Law,
    Opening,
    Petition,
    PetitionId,
    PetitionStep,
    PetitionStepTaken,
    moved,
    opened,
)
from services.intake.promises.domain import ClockMove, ClockSubject
from services.intake.promises.workflows import add_clock_moves
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.office_hours import Office
from shared.kernel.places import Place
from shared.kernel.rejection import Conflict


class PetitionMovedMeanwhile(Conflict):
    """Đơn, vụ việc vừa được người khác cập nhật; hãy xem lại trước khi ghi.
    Somebody else moved this matter meanwhile; look at it again first.
    """


def law_at(place: Place) -> Law:
    """The limits as they are counted at a place."""
    office = Office(calendar=office_calendar(), hours=office_hours(), zone=place.time_zone)
    return Law(profiles=profiles(), office=office)


async def open_petition(tx: Transaction, opening: Opening, *, errand: Errand) -> Petition:
    """Take a matter in; the case it was transferred from has one only.

    Raises:
        DateInFuture: if it was received later than today.
        CalendarYearMissing: if its day would rest on a guess.

    """
    if opening.case is not None:
        known = await store.find_of_case(tx, opening.case)
        if known is not None:
            return known
    place, today = errand.place, errand.place.day_of(errand.now)
    called = PetitionId(uuid4())
    begun = opened(opening, called=called, today=today, law=law_at(place))
    petition = await store.add_petition(tx, begun)
    if petition is None:
        assert opening.case is not None
        other = await store.find_of_case(tx, opening.case)
        assert other is not None
        return other
    told = outgoing.petition_received(petition, place, now=errand.now)
    await publish(tx, told)
    return petition


async def take_step(
    tx: Transaction,
    number: int,
    taken: PetitionStepTaken,
    *,
    errand: Errand,
    seen_version: int | None = None,
) -> Petition:
    """Move a matter on and let the node know.

    Raises:
        PetitionUnknown: if there is none.
        PetitionMovedMeanwhile: if it is not as it was seen.

    """
    before = await store.load_petition(tx, number, to_change=True)
    if seen_version not in {None, before.version}:
        raise PetitionMovedMeanwhile
    place, law = errand.place, law_at(errand.place)
    after = moved(before, taken, today=place.day_of(errand.now), law=law)
    await store.save_petition(tx, after)
    await store.add_step(tx, after, taken, who=errand.who, now=errand.now)
    if taken.step is PetitionStep.EXTEND:
        await _note_move(tx, before, after, errand=errand)
    told = outgoing.petition_moved(before, taken, after, place=place, now=errand.now, law=law)
    await publish(tx, told)
    return after


async def _note_move(
    tx: Transaction, before: Petition, after: Petition, *, errand: Errand
) -> None:
    assert before.due_on is not None
    assert after.due_on is not None
    move = ClockMove(
        id=uuid7(),
        subject_kind=ClockSubject.PETITION,
        subject_id=after.id,
        clock="resolve",
        old_on=before.due_on,
        new_on=after.due_on,
        reason="extended",
        moved_at=errand.now,
    )
    await add_clock_moves(tx, [move])
