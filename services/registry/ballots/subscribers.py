"""Ballots of the nodes below: opened or closed, and by which seal."""

from typing import Any

from services.registry.ballots import workflows
from services.registry.ballots.domain.ballots import Seal
from services.registry.units.workflows import refuse_outsider
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.exemplars import BallotSealed
from shared.kernel.places import UnitCode


def subscriptions() -> list[Subscription]:
    return [
        Subscription(
            reader="registry__ballots_v1",
            facts=(BallotSealed,),
            where=frozenset({Where.BELOW}),
            then=on_sealed,
        )
    ]


async def on_sealed(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what a node below says of its own ballots."""
    event, node = fact.event, fact.envelope.node
    unit = UnitCode(event.unit)
    await refuse_outsider(tx, unit, node=node, day=event.sealed_on)
    seal = Seal(
        ballot=event.ballot_id,
        phase=event.phase,
        unit=unit,
        host=node,
        sealed_on=event.sealed_on,
        lines=event.lines,
        seal=event.seal,
    )
    await workflows.note_seal(tx, seal)
