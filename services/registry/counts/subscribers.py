"""What registry hears of counts: figures of models, pledges, commitments of nodes below."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.registry.counts import workflows
from services.registry.counts.domain import (
    MEASURES,
    By,
    CommitmentCount,
    FieldFigures,
    ModelFigures,
    Period,
    PledgeCount,
    Tally,
)
from services.registry.units.workflows import require_speaker
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.movement import CommitmentsCounted, ModelFiguresCounted, PledgesCounted
from shared.kernel.places import UnitCode


def subscriptions() -> list[Subscription]:
    """What nodes below count."""
    return [
        Subscription(
            reader="registry__counts_v1",
            facts=tuple(OF_COUNTS),
            where=frozenset({Where.BELOW}),
            then=on_counted,
        )
    ]


async def on_counted(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what a node below counted of its own units."""
    event, node = fact.event, fact.envelope.node
    await require_speaker(tx, UnitCode(event.unit), node=node, day=event.counted_on)
    await OF_COUNTS[type(event)](tx, fact)


async def on_figures(tx: Transaction, fact: Received[ModelFiguresCounted]) -> None:
    """A unit below reports its models by field."""
    event = fact.event
    figures = ModelFigures(
        unit=UnitCode(event.unit),
        period=Period(event.first_year, event.last_year),
        fields={
            counted.field: FieldFigures(**{name: getattr(counted, name) for name in MEASURES})
            for counted in event.fields
        },
        stated_total=event.stated_total,
        counted_on=event.counted_on,
        revision=event.revision,
        host=fact.envelope.node,
    )
    await workflows.note_figures(tx, figures)


async def on_pledges(tx: Transaction, fact: Received[PledgesCounted]) -> None:
    """A unit below counted who has signed."""
    event = fact.event
    count = PledgeCount(
        unit=UnitCode(event.unit),
        year=event.year,
        theme=event.theme,
        tally=Tally(members=event.members, signed=event.signed),
        counted_on=event.counted_on,
        revision=event.revision,
        host=fact.envelope.node,
    )
    await workflows.note_pledges(tx, count)


async def on_commitments(tx: Transaction, fact: Received[CommitmentsCounted]) -> None:
    """A unit below counted households, businesses or bodies."""
    event = fact.event
    values = event.model_dump() | {"unit": UnitCode(event.unit), "by": By(event.by)}
    count = CommitmentCount(**values, host=fact.envelope.node)
    await workflows.note_commitments(tx, count)


Take = Callable[[Transaction, Received[Any]], Awaitable[None]]
OF_COUNTS: dict[type[Event], Take] = {
    ModelFiguresCounted: on_figures,
    PledgesCounted: on_pledges,
    CommitmentsCounted: on_commitments,
}
