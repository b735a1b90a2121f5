"""What other nodes say of keys, and of cases that change hands."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from services.intake.appeals import workflows
from services.intake.cases.domain.cases import CaseId
from services.intake.handing_over.domain import KnownKey
from services.intake.handing_over.workflows import deciding, node_keys, taking_over
from services.intake.handing_over.workflows.handing_over import send_what_waits
from services.intake.handing_over.workflows.node_relay import Arrived, carry
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.handing_over import (
    AppealDecided,
    AppealFiled,
    FeedbackEscalated,
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
from shared.events.merging import FeedbackMerged, FeedbackTransferred
from shared.kernel.places import Place

ELSEWHERE = frozenset({Where.BELOW, Where.ABOVE})
BATCH = 500
ADDRESSEE: dict[type[Event], str] = {
    FeedbackHandedOver: "to_unit",
    FeedbackTakenOver: "from_unit",
    FeedbackHandedBack: "from_unit",
    FeedbackHandOverWithdrawn: "to_unit",
    FeedbackProgressTold: "from_unit",
    FeedbackHostDecided: "holder",
    FeedbackEscalated: "to_unit",
    AppealFiled: "to_unit",
    AppealDecided: "of_unit",
}
"""Whose node a piece of post is for."""
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
OVER = (
    FeedbackResolved,
    FeedbackResolvedAgain,
    FeedbackRejected,
    FeedbackPassedOn,
    FeedbackMerged,
    FeedbackTransferred,
)
"""After which a late case is nobody's any more, or another's."""

Act = Callable[..., Awaitable[None]]
ACTS: dict[type[Event], Act] = {
    FeedbackHandedOver: taking_over.take_over,
    FeedbackTakenOver: taking_over.let_go,
    FeedbackHandedBack: taking_over.take_back,
    FeedbackHandOverWithdrawn: taking_over.give_up,
    FeedbackProgressTold: taking_over.note_progress,
    FeedbackEscalated: workflows.hear_escalated,
    AppealFiled: workflows.hear_appeal,
    AppealDecided: workflows.hear_decision,
}
"""What is done at the node a piece of post is for."""


def subscriptions(place: Place) -> list[Subscription]:
    """One ear for all post, so that a key is known before what follows from it."""

    async def on_told(tx: Transaction, fact: Received[Any]) -> None:
        if isinstance(fact.event, NodeKeyTold):
            await on_key_told(tx, fact, place)
        else:
            await on_post(tx, fact, place)

    async def on_moved(tx: Transaction, facts: Sequence[Received[Any]]) -> None:
        moved = list(dict.fromkeys(CaseId(fact.event.feedback_id) for fact in facts))
        await taking_over.tell_progress(tx, moved, place=place, now=datetime.now(UTC))

    async def on_over(tx: Transaction, facts: Sequence[Received[Any]]) -> None:
        await workflows.clear(tx, [fact.event.feedback_id for fact in facts])

    return [
        Subscription(
            reader="intake__lateness_over_v1",
            facts=OVER,
            where=frozenset({Where.HERE, Where.BELOW}),
            then_many=on_over,
            batch_size=BATCH,
        ),
        Subscription(
            reader="intake__handing_over_v1",
            facts=(NodeKeyTold, *ADDRESSEE),
            where=ELSEWHERE,
            then=on_told,
        ),
        Subscription(
            reader="intake__progress_v1", facts=MOVING, then_many=on_moved, batch_size=BATCH
        ),
    ]


async def on_key_told(tx: Transaction, fact: Received[Any], place: Place) -> None:
    """A node tells its key, or the parent passes one on; what waited for it goes."""
    event: NodeKeyTold = fact.event
    now = datetime.now(UTC)
    key = KnownKey(
        host=event.host,
        id=event.key_id,
        public=base64.b64decode(event.key),
        made_at=event.made_at,
    )
    if fact.path:
        await node_keys.note_key_from_below(tx, key, speaker=fact.envelope.node, now=now)
    else:
        await node_keys.note_key_from_above(tx, key, place=place)
    await send_what_waits(tx, place=place, now=now)


async def on_post(tx: Transaction, fact: Received[Any], place: Place) -> None:
    """What one node says to another: acted upon where it belongs, told on where it does not."""
    event, now = fact.event, datetime.now(UTC)
    to_unit = getattr(event, ADDRESSEE[type(event)])
    arrived = await carry(tx, fact, to_unit=to_unit, place=place)
    await _witness(tx, event, arrived, place=place, now=now)
    if arrived is Arrived.HERE and type(event) in ACTS:
        await ACTS[type(event)](tx, event, place=place, now=now)


async def _witness(
    tx: Transaction, event: Event, arrived: Arrived, *, place: Place, now: datetime
) -> None:
    """What a node notes of post for others: where cases went, and what is to be decided."""
    match event:
        case FeedbackHandedOver():
            await deciding.witness_hand_over(tx, event, arrived, now=now)
        case FeedbackTakenOver():
            await deciding.witness_taking_over(tx, event, now=now)
        case FeedbackHandedBack():
            await deciding.witness_bounce(tx, event, arrived, place=place, now=now)
        case FeedbackHostDecided():
            await deciding.hear_decision(tx, event, arrived, place=place, now=now)
        case _:
            return
