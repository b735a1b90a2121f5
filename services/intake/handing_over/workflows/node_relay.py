"""Posting: what one node has to say to another goes over the nodes between them, and no other.

Up it goes by itself, for every superior hears what is said upward. The lowest of them above
both ends tells it down, child by child, until it is where it belongs.
"""

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Any

from services.intake.handing_over.domain import NobodyServesIt, NoWayThere, SpeaksForAnother
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line, tenures_of
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.subscriptions import Received
from shared.events.envelope import Event
from shared.events.subjects import Reach
from shared.kernel.places import Place
from shared.kernel.tree_routes import Towards


class Arrived(Enum):
    """What became of a piece of post here."""

    HERE = "here"
    """It is for this node."""
    TURNED = "turned"
    """It came from below and went down again: this node stands above both ends."""
    TOLD_ON = "told_on"
    """It came from above and went on downward."""
    PASSES_BY = "passes_by"
    """Somebody above or below sees to it."""


async def post(
    tx: Transaction, event: Event, *, to_unit: str, place: Place, now: datetime
) -> None:
    """Send something to the node of a unit elsewhere.

    Raises:
        NobodyServesIt: if nobody knows where that is.

    """
    line = await host_line(tx, to_unit)
    way = line.towards(place.code)
    if way in {Towards.NOWHERE, Towards.HERE}:
        raise NobodyServesIt
    told = OutgoingEvent(event=event, occurred_at=now, reach=Reach.UP)
    if way is Towards.DOWN:
        told = replace(told, reach=Reach.DOWN, target=line.next_below(place.code) or "")
    await publish(tx, told)


async def tell_and_post(
    tx: Transaction, event: Event, *, to_unit: str, place: Place, now: datetime
) -> None:
    """Tell everybody above, as what is counted is told, and whoever serves a unit elsewhere."""
    await publish(tx, OutgoingEvent(event=event, occurred_at=now, reach=Reach.UP))
    line = await host_line(tx, to_unit)
    if line.towards(place.code) is Towards.DOWN:
        await post(tx, event, to_unit=to_unit, place=place, now=now)


async def carry(tx: Transaction, fact: Received[Any], *, to_unit: str, place: Place) -> Arrived:
    """Take a piece of post that came from another node, and tell it on if that is our part.

    Raises:
        SpeaksForAnother: if a node below speaks for a unit that it does not serve.
        NoWayThere: if it cannot be told on.

    """
    if fact.path:
        await _refuse_speaker(tx, fact, place)
    line = await host_line(tx, to_unit)
    way = line.towards(place.code)
    if way is Towards.HERE:
        return Arrived.HERE
    if way is Towards.UP and fact.path:
        return Arrived.PASSES_BY
    child = line.next_below(place.code)
    if child is None or child not in place.children:
        raise NoWayThere
    if fact.path and fact.path[0] == child:
        return Arrived.PASSES_BY
    at = fact.envelope.occurred_at
    told = OutgoingEvent(event=fact.event, occurred_at=at, reach=Reach.DOWN, target=child)
    await publish(tx, told)
    return Arrived.TURNED if fact.path else Arrived.TOLD_ON


async def _refuse_speaker(tx: Transaction, fact: Received[Any], place: Place) -> None:
    """Identity comes from the path: a node speaks for the units it serves (0015)."""
    tenures = await tenures_of(tx, {fact.event.unit})
    day = place.day_of(fact.envelope.occurred_at)
    if not tenures.may_speak(fact.envelope.node, fact.event.unit, day):
        raise SpeaksForAnother
