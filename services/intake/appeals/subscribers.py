"""What nodes say to each other of appeals and late cases, and after what nothing is late."""

from collections.abc import Sequence
from typing import Any

from services.intake.appeals import workflows
from services.intake.handing_over.subscribers import NodeEvent
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.envelope import Event
from shared.events.handing_over import (
    AppealDecided,
    AppealFiled,
    FeedbackEscalated,
    FeedbackPassedOn,
)
from shared.events.intake import FeedbackRejected, FeedbackResolved, FeedbackResolvedAgain
from shared.events.merging import FeedbackMerged, FeedbackTransferred

BATCH = 500
OVER = (
    FeedbackResolved,
    FeedbackResolvedAgain,
    FeedbackRejected,
    FeedbackPassedOn,
    FeedbackMerged,
    FeedbackTransferred,
)
"""After which a late case is nobody's any more, or another's."""
NODE_EVENTS: dict[type[Event], NodeEvent] = {
    FeedbackEscalated: NodeEvent("to_unit", workflows.hear_escalated),
    AppealFiled: NodeEvent("to_unit", workflows.hear_appeal),
    AppealDecided: NodeEvent("of_unit", workflows.hear_decision),
}


def subscriptions() -> list[Subscription]:
    return [
        Subscription(
            reader="intake__lateness_over_v1",
            facts=OVER,
            where=frozenset({Where.HERE, Where.BELOW}),
            then_many=on_over,
            batch_size=BATCH,
        )
    ]


async def on_over(tx: Transaction, facts: Sequence[Received[Any]]) -> None:
    await workflows.clear(tx, [fact.event.feedback_id for fact in facts])
