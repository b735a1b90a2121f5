"""What registry hears of the models of nodes below."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.registry.models import workflows
from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.models import (
    Model,
    ModelContent,
    ModelId,
    ModelKind,
    ModelState,
    Novelty,
    Owner,
    refuse_long_title,
)
from services.registry.models.domain.steps import ModelStep
from services.registry.models.workflows import ReceivedModel
from services.registry.units.workflows import require_speaker
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.movement import (
    ModelClosed,
    ModelRecognised,
    ModelRegistered,
    ModelReplicated,
    ModelReviewed,
)
from shared.kernel.places import UnitCode


def subscriptions() -> list[Subscription]:
    """One for all steps of models: what is told of one is taken in its order."""
    return [
        Subscription(
            reader="registry__models_v1",
            facts=tuple(OF_MODELS),
            where=frozenset({Where.BELOW}),
            then=on_model_told,
        )
    ]


async def on_model_told(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what a node below says of the models of its own units."""
    await OF_MODELS[type(fact.event)](tx, fact)


async def on_registered(tx: Transaction, fact: Received[ModelRegistered]) -> None:
    """A unit below registered a model, or wrote it anew."""
    event, node = fact.event, fact.envelope.node
    await require_speaker(tx, UnitCode(event.unit), node=node, day=event.registered_on)
    content = ModelContent(
        unit=UnitCode(event.unit),
        title=event.title,
        kind=ModelKind(event.kind),
        field=event.field,
        themes=event.themes,
        owner=Owner(event.owner),
        novelty=Novelty(event.novelty),
        year=event.year,
        campaign=event.campaign,
    )
    model = Model(
        id=ModelId(event.model),
        content=content,
        host=node,
        state=ModelState.REGISTERED,
        version=event.revision,
        saved_at=fact.envelope.occurred_at,
        registered_on=event.registered_on,
        moved_on=event.registered_on,
        criteria_count=event.criteria_count,
    )
    refuse_long_title(content)
    await workflows.note_model(tx, model, day=event.registered_on)


async def on_reviewed(tx: Transaction, fact: Received[ModelReviewed]) -> None:
    """A model below was judged."""
    event = fact.event
    step = ReceivedModel(
        id=fact.envelope.id,
        model=event.model,
        step=ModelStep.REVIEW,
        on=event.reviewed_on,
        state=ModelState.REVIEWED if event.is_passed else ModelState.IN_PROGRESS,
        is_passed=event.is_passed,
        criteria=(event.criteria_met, event.criteria_count),
    )
    await workflows.note_step(tx, step, node=fact.envelope.node)


async def on_recognised(tx: Transaction, fact: Received[ModelRecognised]) -> None:
    """A model below was recognised."""
    event = fact.event
    step = ReceivedModel(
        id=fact.envelope.id,
        model=event.model,
        step=ModelStep.RECOGNISE,
        on=event.recognised_on,
        state=ModelState.RECOGNISED,
        document=event.basis,
    )
    await workflows.note_step(tx, step, node=fact.envelope.node)


async def on_closed(tx: Transaction, fact: Received[ModelClosed]) -> None:
    """A model below came to its end."""
    event = fact.event
    step = ReceivedModel(
        id=fact.envelope.id,
        model=event.model,
        step=ModelStep.CANCEL if event.is_cancelled else ModelStep.CLOSE,
        on=event.closed_on,
        state=ModelState.CANCELLED if event.is_cancelled else ModelState.CLOSED,
    )
    await workflows.note_step(tx, step, node=fact.envelope.node)


async def on_replicated(tx: Transaction, fact: Received[ModelReplicated]) -> None:
    """A unit below follows a model."""
    event, node = fact.event, fact.envelope.node
    await require_speaker(tx, UnitCode(event.unit), node=node, day=event.since)
    copy = Copy(
        copy=event.copied_as,
        source=event.source,
        unit=UnitCode(event.unit),
        since=event.since,
        host=node,
        reached=event.reached,
    )
    await workflows.note_copy(tx, copy)


Take = Callable[[Transaction, Received[Any]], Awaitable[None]]
OF_MODELS: dict[type[Event], Take] = {
    ModelRegistered: on_registered,
    ModelReviewed: on_reviewed,
    ModelRecognised: on_recognised,
    ModelReplicated: on_replicated,
    ModelClosed: on_closed,
}
