"""The way from one node to another: over the nodes between them, and no other.

Up it goes by itself, for every superior hears what is said upward. The lowest of them above
both ends tells it down, child by child, until it is where it belongs.
"""

from enum import Enum
from typing import Any

from services.intake.handing_over.domain import NobodyServesIt, NoWayThere, SpeaksForAnother
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line, tenures_of
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.subscriptions import Received
from shared.events.envelope import Event
from shared.events.subjects import Reach
from shared.kernel.places import EVERYONE, Place
from shared.kernel.tree_routes import Towards


class Relayed(Enum):
    """What became here of an event from another node."""

    HERE = "here"
    """It is for this node."""
    TURNED = "turned"
    """It came from below and went down again: this node stands above both ends."""
    PASSED_DOWN = "passed_down"
    """It came from above and went on downward."""
    PASSES_BY = "passes_by"
    """Somebody above or below sees to it."""


async def is_served_here(tx: Transaction, unit: str, place: Place) -> bool:
    """Whether this very node serves a unit."""
    return (await host_line(tx, unit)).towards(place.code) is Towards.HERE


async def is_below(tx: Transaction, unit: str, place: Place) -> bool:
    """Whether a node below this one serves a unit."""
    return (await host_line(tx, unit)).towards(place.code) is Towards.DOWN


async def send_to_node(tx: Transaction, event: Event, *, to_unit: str, acting: Acting) -> None:
    """Send something to the node of a unit elsewhere.

    Raises:
        NobodyServesIt: if nobody knows where that is.

    """
    line = await host_line(tx, to_unit)
    way = line.towards(acting.place.code)
    if way in {Towards.NOWHERE, Towards.HERE}:
        raise NobodyServesIt
    reach, target = Reach.UP, EVERYONE
    if way is Towards.DOWN:
        reach, target = Reach.DOWN, line.next_below(acting.place.code) or ""
    outgoing = OutgoingEvent(event=event, occurred_at=acting.now, reach=reach, target=target)
    await publish(tx, outgoing)


async def publish_and_send(
    tx: Transaction, event: Event, *, to_unit: str, acting: Acting
) -> None:
    """Tell everybody above, as what is counted is told, and whoever serves a unit elsewhere."""
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now, reach=Reach.UP))
    if await is_below(tx, to_unit, acting.place):
        await send_to_node(tx, event, to_unit=to_unit, acting=acting)


async def relay(tx: Transaction, fact: Received[Any], *, to_unit: str, place: Place) -> Relayed:
    """Take an event that came from another node, and tell it on if that is our part.

    Raises:
        SpeaksForAnother: if a node below speaks for a unit that it does not serve.
        NoWayThere: if it cannot be told on.

    """
    if fact.path:
        await _refuse_speaker(tx, fact, place)
    line = await host_line(tx, to_unit)
    way = line.towards(place.code)
    if way is Towards.HERE:
        return Relayed.HERE
    if way is Towards.UP and fact.path:
        return Relayed.PASSES_BY
    child = line.next_below(place.code)
    if child is None or child not in place.children:
        raise NoWayThere
    if fact.path and fact.path[0] == child:
        return Relayed.PASSES_BY
    at = fact.envelope.occurred_at
    await publish(
        tx, OutgoingEvent(event=fact.event, occurred_at=at, reach=Reach.DOWN, target=child)
    )
    return Relayed.TURNED if fact.path else Relayed.PASSED_DOWN


async def _refuse_speaker(tx: Transaction, fact: Received[Any], place: Place) -> None:
    """Identity comes from the path: a node speaks for the units it serves (0015)."""
    tenures = await tenures_of(tx, {fact.event.unit})
    day = place.day_of(fact.envelope.occurred_at)
    if not tenures.may_speak(fact.envelope.node, fact.event.unit, day):
        raise SpeaksForAnother
