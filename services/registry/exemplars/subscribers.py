"""Exemplars of the nodes below."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from services.registry.exemplars import workflows
from services.registry.exemplars.domain.nominations import (
    GivenAward,
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
    ExemplarNominated,
    ExemplarProposed,
    ExemplarRecognised,
    ExemplarRevoked,
)
from shared.kernel.places import PlaceCode, UnitCode


def subscriptions() -> list[Subscription]:
    """One consumer, so that the facts of a nomination are taken in their order."""
    return [
        Subscription(
            reader="registry__exemplars_v1",
            facts=tuple(NOTES),
            where=frozenset({Where.BELOW}),
            then=on_exemplar_event,
        )
    ]


async def on_exemplar_event(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what a node below says of its own units."""
    node, unit = fact.envelope.node, UnitCode(fact.event.unit)
    await refuse_outsider(tx, unit, node=node, day=day_of(fact.event))
    await NOTES[type(fact.event)](tx, fact.event, node)


async def on_nominated(tx: Transaction, event: ExemplarNominated, node: PlaceCode) -> None:
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
    step = NominationStep.SELECT if event.recognition == "selected" else NominationStep.COMMEND
    move = Moved(step=step, happened_on=event.recognised_on, document=event.basis)
    await workflows.note_step(tx, event.nomination_id, move, node=node)


async def on_revoked(tx: Transaction, event: ExemplarRevoked, node: PlaceCode) -> None:
    move = Moved(
        step=NominationStep.REVOKE,
        happened_on=event.revoked_on,
        document=event.basis,
        reason=Reason(event.reason),
    )
    await workflows.note_step(tx, event.nomination_id, move, node=node)


async def on_proposed(tx: Transaction, event: ExemplarProposed, node: PlaceCode) -> None:
    await workflows.note_proposal(tx, event.nomination_id, day=event.proposed_on, node=node)


async def on_award(tx: Transaction, event: AwardGiven, node: PlaceCode) -> None:
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


Note = Callable[[Transaction, Any, PlaceCode], Awaitable[None]]
NOTES: dict[type[Event], Note] = {
    ExemplarNominated: on_nominated,
    ExemplarRecognised: on_recognised,
    ExemplarRevoked: on_revoked,
    ExemplarProposed: on_proposed,
    AwardGiven: on_award,
}
DAYS = frozenset({"nominated_on", "recognised_on", "revoked_on", "proposed_on", "given_on"})
"""The day of a fact, by which its unit's host is looked up."""


def day_of(event: Event) -> date:
    days: list[date] = [value for name, value in event if name in DAYS]
    return max(days)
