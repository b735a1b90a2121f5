"""Steps: the way of a petition, and the legal clock of each of its kinds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from services.intake.petitions.domain.petitions import (
    OPEN,
    OUTCOMES,
    AcceptedAlready,
    NotAcceptedYet,
    Opening,
    Outcome,
    OutcomeUnfit,
    Petition,
    PetitionAlreadyClosed,
    PetitionId,
    PetitionKind,
    PetitionState,
)
from shared.kernel.deadlines import ExtensionsUsedUp, Profiles, firm_deadline
from shared.kernel.hosting import not_after
from shared.kernel.office_hours import Office
from shared.kernel.rejection import Rejection

MORNING = time(8)


class PetitionStep(StrEnum):
    """What moves a petition on."""

    ACCEPT = "accept"
    EXTEND = "extend"
    SETTLE = "settle"
    TRANSFER = "transfer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class StepTooEarly(Rejection):
    """Việc này không thể xảy ra trước việc liền trước.
    This cannot have happened before what happened last.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The clocks of a kind, by their profiles: of accepting it, and of settling it."""

    accept: str = ""
    settle: str = ""


TRACKS: dict[PetitionKind, Track] = {
    PetitionKind.RECEPTION: Track(settle="DP02"),
    PetitionKind.COMPLAINT: Track(accept="DP03", settle="DP04"),
    PetitionKind.COMPLAINT_SECOND: Track(accept="DP03", settle="DP05"),
    PetitionKind.DENUNCIATION: Track(accept="DP06", settle="DP08"),
    PetitionKind.LETTER: Track(settle="DP02"),
    PetitionKind.MEDIATION: Track(accept="DP12"),
    PetitionKind.LABOUR_DISPUTE: Track(settle="DP13"),
}
"""With a clock of accepting, the clock of settling begins when it is accepted."""
TRANSFER_OF_DENUNCIATIONS = "DP07"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What limits are computed by."""

    profiles: Profiles
    office: Office

    def until(self, code: str, since: date, petition: Petition, *, extended: int = 0) -> date:
        """The last day of a limit.

        Raises:
            ExtensionsUsedUp: if the law does not allow so many extensions.
            CalendarYearMissing: if a year it runs through was not published.

        """
        limit = self.profiles.on(code, petition.received_on).limit(
            petition.variant, extended=extended
        )
        start = datetime.combine(since, MORNING, tzinfo=self.office.zone)
        return firm_deadline(limit, start, self.office).on


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionStepTaken:
    """A step as it was taken; `outcome` where it settles."""

    step: PetitionStep
    on: date
    outcome: Outcome | None = None


def opened(opening: Opening, *, called: PetitionId, today: date, law: Law) -> Petition:
    """The matter, with the days the law sets.

    Raises:
        DateInFuture: if it was received after `today`.
        CalendarYearMissing: if a day would rest on a guess.

    """
    begun = Petition(
        id=called,
        kind=opening.kind,
        unit=opening.unit,
        variant=opening.variant,
        received_on=not_after(opening.received_on, today),
        moved_on=opening.received_on,
        case=opening.case,
    )
    track, day = TRACKS[opening.kind], opening.received_on
    if track.accept:
        return replace(begun, accept_by=law.until(track.accept, day, begun))
    return replace(begun, due_on=law.until(track.settle, day, begun))


def moved(petition: Petition, taken: PetitionStepTaken, *, today: date, law: Law) -> Petition:
    """The matter after a step.

    Raises:
        PetitionAlreadyClosed, NotAcceptedYet, AcceptedAlready: if it is not this step's turn.
        DateInFuture, StepTooEarly: if the day cannot be true.
        OutcomeUnfit: if it is settled with what is no outcome of its kind.
        ExtensionsUsedUp: if the law allows no further extension.

    """
    if petition.state not in OPEN:
        raise PetitionAlreadyClosed
    not_after(taken.on, today)
    if taken.on < petition.moved_on:
        raise StepTooEarly
    after = EFFECTS[taken.step](petition, taken, law)
    return replace(after, moved_on=taken.on, version=petition.version + 1)


def may_take(step: PetitionStep, petition: Petition) -> bool:
    """Whether a step can be taken now."""
    if not petition.is_open:
        return False
    has_to_wait = (
        bool(TRACKS[petition.kind].accept) and petition.state is PetitionState.RECEIVED
    )
    if step is PetitionStep.ACCEPT:
        return has_to_wait
    if step is PetitionStep.EXTEND:
        return petition.due_on is not None and petition.kind is PetitionKind.DENUNCIATION
    return not has_to_wait if step is PetitionStep.SETTLE else True


def _accepted(petition: Petition, taken: PetitionStepTaken, law: Law) -> Petition:
    track = TRACKS[petition.kind]
    if not track.accept or petition.state is PetitionState.ACCEPTED:
        raise AcceptedAlready
    due = law.until(track.settle, taken.on, petition) if track.settle else None
    return replace(petition, state=PetitionState.ACCEPTED, accepted_on=taken.on, due_on=due)


def _extended(petition: Petition, _taken: PetitionStepTaken, law: Law) -> Petition:
    if petition.accepted_on is None:
        raise NotAcceptedYet if TRACKS[petition.kind].accept else ExtensionsUsedUp
    nth = petition.extended + 1
    settle = TRACKS[petition.kind].settle
    if not settle:
        raise ExtensionsUsedUp
    due = law.until(settle, petition.accepted_on, petition, extended=nth)
    return replace(petition, extended=nth, due_on=due)


def _settled(petition: Petition, taken: PetitionStepTaken, _law: Law) -> Petition:
    if not may_take(PetitionStep.SETTLE, petition):
        raise NotAcceptedYet
    if taken.outcome not in OUTCOMES[petition.kind]:
        raise OutcomeUnfit
    return replace(
        petition, state=PetitionState.SETTLED, closed_on=taken.on, outcome=taken.outcome
    )


def _closed(state: PetitionState) -> Callable[[Petition, PetitionStepTaken, Law], Petition]:
    def close(petition: Petition, taken: PetitionStepTaken, _law: Law) -> Petition:
        return replace(petition, state=state, closed_on=taken.on)

    return close


EFFECTS: dict[PetitionStep, Callable[[Petition, PetitionStepTaken, Law], Petition]] = {
    PetitionStep.ACCEPT: _accepted,
    PetitionStep.EXTEND: _extended,
    PetitionStep.SETTLE: _settled,
    PetitionStep.TRANSFER: _closed(PetitionState.TRANSFERRED),
    PetitionStep.DECLINE: _closed(PetitionState.DECLINED),
    PetitionStep.WITHDRAW: _closed(PetitionState.WITHDRAWN),
}


def is_transferred_in_time(petition: Petition, law: Law) -> bool | None:
    """Whether a denunciation of others' competence was passed on in five working days."""
    if petition.kind is not PetitionKind.DENUNCIATION or petition.closed_on is None:
        return petition.is_on_time
    until = law.until(TRANSFER_OF_DENUNCIATIONS, petition.received_on, petition)
    return petition.closed_on <= until
