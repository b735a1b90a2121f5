"""What registry listens to: exemplars of the nodes below."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from services.registry.ballots.domain.seals import Seal
from services.registry.exemplars import workflows
from services.registry.exemplars.domain.awards import GivenAward
from services.registry.exemplars.domain.exemplars import (
    Moved,
    Nomination,
    NominationStep,
    Reason,
    Subject,
    code_of,
)
from services.registry.units.workflows import refuse_outsider
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.exemplars import (
    AwardGiven,
    BallotSealed,
    ExemplarNominated,
    ExemplarProposed,
    ExemplarRecognised,
    ExemplarRevoked,
)
from shared.kernel.places import PlaceCode, UnitCode


def subscriptions() -> list[Subscription]:
    """One ear, so that what is told of a nomination is taken in its order."""
    return [
        Subscription(
            reader="registry__exemplars_v1",
            facts=tuple(NOTES),
            where=frozenset({Where.BELOW}),
            then=on_exemplar_told,
        )
    ]


async def on_exemplar_told(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what a node below says of its own units."""
    node, unit = fact.envelope.node, UnitCode(fact.event.unit)
    await refuse_outsider(tx, unit, node=node, day=day_of(fact.event))
    await NOTES[type(fact.event)](tx, fact.event, node)


async def on_nominated(tx: Transaction, event: ExemplarNominated, node: PlaceCode) -> None:
    """A unit below put somebody or something forward."""
    nomination = Nomination(
        id=event.nomination_id,
        code=code_of(event.nomination_id),
        subject=Subject(event.subject),
        unit=UnitCode(event.unit),
        host=node,
        year=event.year,
        achievement_id=event.achievement_id,
        nominated_on=event.nominated_on,
        moved_on=event.nominated_on,
        model=event.model,
        campaign=event.campaign,
        origin=event.origin,
    )
    await workflows.note_nomination(tx, nomination)


async def on_recognised(tx: Transaction, event: ExemplarRecognised, node: PlaceCode) -> None:
    """It was selected or commended there."""
    step = NominationStep.SELECT if event.recognition == "selected" else NominationStep.COMMEND
    move = Moved(step=step, happened_on=event.recognised_on, document=event.basis)
    await workflows.note_step(tx, event.nomination_id, move, node=node)


async def on_revoked(tx: Transaction, event: ExemplarRevoked, node: PlaceCode) -> None:
    """The recognition was taken back there."""
    move = Moved(
        step=NominationStep.REVOKE,
        happened_on=event.revoked_on,
        document=event.basis,
        reason=Reason(event.reason),
    )
    await workflows.note_step(tx, event.nomination_id, move, node=node)


async def on_proposed(tx: Transaction, event: ExemplarProposed, node: PlaceCode) -> None:
    """It is proposed to the level above."""
    await workflows.note_proposal(tx, event.nomination_id, day=event.proposed_on, node=node)


async def on_award(tx: Transaction, event: AwardGiven, node: PlaceCode) -> None:
    """An award was given there."""
    award = GivenAward(
        id=event.award_id,
        nomination=event.nomination_id,
        achievement_id=event.achievement_id,
        unit=UnitCode(event.unit),
        host=node,
        award=event.award,
        given_on=event.given_on,
        document=event.basis,
    )
    await workflows.note_award(tx, award)


async def on_sealed(tx: Transaction, event: BallotSealed, node: PlaceCode) -> None:
    """A ballot was opened or closed there."""
    seal = Seal(
        ballot=event.ballot_id,
        phase=event.phase,
        unit=UnitCode(event.unit),
        host=node,
        sealed_on=event.sealed_on,
        lines=event.lines,
        seal=event.seal,
    )
    await workflows.note_seal(tx, seal)


Note = Callable[[Transaction, Any, PlaceCode], Awaitable[None]]
NOTES: dict[type[Event], Note] = {
    ExemplarNominated: on_nominated,
    ExemplarRecognised: on_recognised,
    ExemplarRevoked: on_revoked,
    ExemplarProposed: on_proposed,
    AwardGiven: on_award,
    BallotSealed: on_sealed,
}
DAYS = frozenset(
    {"nominated_on", "recognised_on", "revoked_on", "proposed_on", "given_on", "sealed_on"}
)
"""The day of a fact, by which its unit's host is looked up."""


def day_of(event: Event) -> date:
    """The day on which what is told of happened."""
    named: list[date] = [value for name, value in event if name in DAYS]
    return max(named)
