"""What registry listens to: units told from above, from below, and by itself."""

from datetime import UTC, datetime
from typing import Any

from services.registry.units.domain.units import Unit, UnitOfAnother
from services.registry.units.subscribers.unit_changes import change_in
from services.registry.units.workflows import units as workflows
from services.registry.units.workflows.unit_changes import note_change
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.registry import UnitEstablished
from shared.kernel.places import PlaceCode, UnitCode


def unit_subscriptions() -> list[Subscription]:
    """One ear, so that every telling of a unit is taken in once."""
    return [
        Subscription(
            reader="registry__units_v1",
            facts=(UnitEstablished,),
            where=frozenset({Where.HERE, Where.ABOVE, Where.BELOW}),
            then=on_unit_established,
        )
    ]


async def on_unit_established(tx: Transaction, fact: Received[Any]) -> None:
    """Keep the unit with its history."""
    told_at, now = fact.envelope.occurred_at, datetime.now(UTC)
    if fact.event.change is None:
        refuse_impostor(fact)
        await workflows.note_unit(tx, unit_in(fact.event), told_at=told_at, now=now)
        return
    change = change_in(fact.event, stated_at=told_at)
    speaker = fact.envelope.node if fact.path else None
    await note_change(tx, change, speaker=speaker, now=now)


def refuse_impostor(fact: Received[UnitEstablished]) -> None:
    """Let what comes from here and from above pass, and from below what a host says.

    Raises:
        UnitOfAnother: if a node below speaks for a unit it does not host.

    """
    if fact.path and fact.event.host != fact.envelope.node:
        raise UnitOfAnother


def unit_in(event: UnitEstablished) -> Unit:
    """The unit a fact tells of."""
    return Unit(
        code=UnitCode(event.unit),
        parent=UnitCode(event.parent) if event.parent else None,
        host=PlaceCode(event.host),
        kind=event.kind,
        vi=event.vi,
        en=event.en,
        valid_from=event.valid_from,
        made_up=event.made_up,
        sector_parent=UnitCode(event.sector_parent) if event.sector_parent else None,
        gso_code=event.gso_code,
        eid=event.eid,
        basis=event.basis,
    )
