"""What other nodes say of keys, and of cases that change hands."""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.intake.cases.domain.cases import CaseId
from services.intake.handing_over.domain import KnownKey
from services.intake.handing_over.workflows import deciding, inbound, node_keys
from services.intake.handing_over.workflows.node_relay import Relayed, relay
from services.intake.handing_over.workflows.outbound import send_what_waits
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHandOverWithdrawn,
    FeedbackHostDecided,
    FeedbackPassedOn,
    FeedbackProgressTold,
    FeedbackTakenOver,
    NodeKeyTold,
)
from shared.events.intake import (
    FeedbackAcknowledged,
    FeedbackClosed,
    FeedbackConfirmed,
    FeedbackDueMoved,
    FeedbackRejected,
    FeedbackReopened,
    FeedbackResolved,
    FeedbackResolvedAgain,
)
from shared.kernel.places import Place

BATCH = 500
MOVING = (
    FeedbackAcknowledged,
    FeedbackResolved,
    FeedbackResolvedAgain,
    FeedbackRejected,
    FeedbackConfirmed,
    FeedbackReopened,
    FeedbackClosed,
    FeedbackDueMoved,
    FeedbackPassedOn,
)
"""What the old address of a case wants to know."""


@dataclass(frozen=True, slots=True)
class NodeEvent:
    """How a node takes what another says: whose node it is for, and what is done there."""

    addressee: str
    """The attribute of the event that names the unit it is for."""
    act: Callable[[Transaction, Any, Acting], Awaitable[None]] | None = None


NODE_EVENTS: dict[type[Event], NodeEvent] = {
    FeedbackHandedOver: NodeEvent("to_unit", inbound.take_over),
    FeedbackTakenOver: NodeEvent("from_unit", inbound.let_go),
    FeedbackHandedBack: NodeEvent("from_unit", inbound.take_back),
    FeedbackHandOverWithdrawn: NodeEvent("to_unit", inbound.give_up),
    FeedbackProgressTold: NodeEvent("from_unit", inbound.note_progress),
    FeedbackHostDecided: NodeEvent("holder"),
}


def subscriptions(place: Place, *, also: Mapping[type[Event], NodeEvent]) -> list[Subscription]:
    """One subscription for all that nodes say to each other, so that a key is known before
    what follows from it; `also` is what slices above have nodes say.
    """
    node_events = {**NODE_EVENTS, **also}

    async def on_node_event(tx: Transaction, fact: Received[Any]) -> None:
        acting = Acting(place=place, now=datetime.now(UTC))
        if isinstance(fact.event, NodeKeyTold):
            await _on_key_told(tx, fact, acting)
        else:
            await _on_node_event(tx, fact, acting, how=node_events[type(fact.event)])

    async def on_moved(tx: Transaction, facts: Sequence[Received[Any]]) -> None:
        moved = list(dict.fromkeys(CaseId(fact.event.feedback_id) for fact in facts))
        await inbound.tell_progress(tx, moved, Acting(place=place, now=datetime.now(UTC)))

    return [
        Subscription(
            reader="intake__handing_over_v1",
            facts=(NodeKeyTold, *node_events),
            where=frozenset({Where.BELOW, Where.ABOVE}),
            then=on_node_event,
        ),
        Subscription(
            reader="intake__progress_v1", facts=MOVING, then_many=on_moved, batch_size=BATCH
        ),
    ]


async def _on_key_told(tx: Transaction, fact: Received[NodeKeyTold], acting: Acting) -> None:
    """A node tells its key, or the parent passes one on; what waited for it goes."""
    event = fact.event
    public = base64.b64decode(event.key)
    key = KnownKey(host=event.host, id=event.key_id, public=public, made_at=event.made_at)
    if fact.path:
        await node_keys.note_key_from_below(tx, key, acting, speaker=fact.envelope.node)
    else:
        await node_keys.note_key_from_above(tx, key, acting)
    await send_what_waits(tx, acting)


async def _on_node_event(
    tx: Transaction, fact: Received[Any], acting: Acting, *, how: NodeEvent
) -> None:
    """Acted upon where it belongs, told on where it does not; noted by those it passes."""
    event = fact.event
    relayed = await relay(tx, fact, to_unit=getattr(event, how.addressee), place=acting.place)
    match event:
        case FeedbackHandedOver():
            await deciding.witness_hand_over(tx, event, acting, relayed=relayed)
        case FeedbackTakenOver():
            await deciding.witness_taking_over(tx, event, acting)
        case FeedbackHandedBack():
            await deciding.witness_bounce(tx, event, acting, relayed=relayed)
        case FeedbackHostDecided():
            await deciding.hear_decision(tx, event, acting, relayed=relayed)
    if relayed is Relayed.HERE and how.act is not None:
        await how.act(tx, event, acting)
