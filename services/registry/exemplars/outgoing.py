"""How registry puts exemplars into the published language: never who a person is."""

from datetime import datetime

from services.registry.ballots.domain.seals import Seal
from services.registry.exemplars.domain.awards import GivenAward
from services.registry.exemplars.domain.exemplars import Moved, Nomination, NominationStep
from shared.chassis.outbox import OutgoingEvent
from shared.events.exemplars import (
    AwardGiven,
    BallotSealed,
    ExemplarNominated,
    ExemplarProposed,
    ExemplarRecognised,
    ExemplarRevoked,
)


def exemplar_nominated(nomination: Nomination, *, now: datetime) -> OutgoingEvent:
    """That somebody or something was put forward."""
    event = ExemplarNominated(
        nomination_id=nomination.id,
        unit=nomination.unit,
        subject=nomination.subject.value,
        year=nomination.year,
        nominated_on=nomination.nominated_on,
        achievement_id=nomination.achievement_id,
        model=nomination.model,
        campaign=nomination.campaign,
        origin=nomination.origin,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def exemplar_recognised(nomination: Nomination, move: Moved, *, now: datetime) -> OutgoingEvent:
    """That a council selected, or a leader commended."""
    event = ExemplarRecognised(
        nomination_id=nomination.id,
        unit=nomination.unit,
        subject=nomination.subject.value,
        recognition="selected" if move.step is NominationStep.SELECT else "commended",
        nominated_on=nomination.nominated_on,
        recognised_on=move.happened_on,
        basis=move.document,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def exemplar_revoked(nomination: Nomination, move: Moved, *, now: datetime) -> OutgoingEvent:
    """That a recognition was taken back."""
    if move.reason is None:
        raise ValueError("what is revoked is revoked for a reason")
    event = ExemplarRevoked(
        nomination_id=nomination.id,
        unit=nomination.unit,
        subject=nomination.subject.value,
        reason=move.reason.value,
        revoked_on=move.happened_on,
        basis=move.document,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def exemplar_proposed(nomination: Nomination, basis: str, *, now: datetime) -> OutgoingEvent:
    """That what was selected here is proposed to the level above."""
    if nomination.proposed_up_on is None:
        raise ValueError("only what is proposed is told to be")
    event = ExemplarProposed(
        nomination_id=nomination.id,
        unit=nomination.unit,
        subject=nomination.subject.value,
        year=nomination.year,
        nominated_on=nomination.nominated_on,
        achievement_id=nomination.achievement_id,
        proposed_on=nomination.proposed_up_on,
        basis=basis,
        model=nomination.model,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def award_given(nomination: Nomination, award: GivenAward, *, now: datetime) -> OutgoingEvent:
    """That an award was given."""
    event = AwardGiven(
        award_id=award.id,
        nomination_id=award.nomination,
        achievement_id=award.achievement_id,
        unit=award.unit,
        subject=nomination.subject.value,
        award=award.award,
        given_on=award.given_on,
        basis=award.document,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def ballot_sealed(seal: Seal, *, now: datetime) -> OutgoingEvent:
    """The number that holds a ballot fast, so that others know it too."""
    event = BallotSealed(
        ballot_id=seal.ballot,
        unit=seal.unit,
        phase="opened" if seal.phase == "opened" else "closed",
        sealed_on=seal.sealed_on,
        lines=seal.lines,
        seal=seal.seal,
    )
    return OutgoingEvent(event=event, occurred_at=now)
