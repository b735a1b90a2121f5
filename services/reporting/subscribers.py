"""What reporting listens to: everything, and what its parent asks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.reporting import workflows
from services.reporting.ledger import Ledger
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.chassis.unit_timelines import units_subscriptions
from shared.events.envelope import Event
from shared.events.reporting import FactsReceipted, FactsRequested
from shared.kernel.places import Place

BATCH = 2000


def subscriptions(place: Place, ledger: Ledger) -> list[Subscription]:
    """Everything said upward, here and below; receipts and requests from above."""

    async def on_facts(tx: Transaction, facts: Sequence[Received[Event]]) -> None:
        await workflows.write_down(
            tx,
            facts,
            book=ledger.archive,
            catalogue=ledger.catalogue,
            place=place,
            now=datetime.now(UTC),
        )
        await workflows.note_heads(tx, facts)

    return [
        Subscription(
            reader="reporting__archive_v1",
            where=frozenset({Where.HERE, Where.BELOW}),
            then_many=on_facts,
            on_batch=workflows.follow,
            batch_size=BATCH,
        ),
        *units_subscriptions("reporting"),
        Subscription(
            reader="reporting__parent_v1",
            facts=(FactsReceipted, FactsRequested),
            where=frozenset({Where.ABOVE}),
            then=_on_word_from_parent,
        ),
    ]


async def _on_word_from_parent(tx: Transaction, fact: Received[Any]) -> None:
    if isinstance(fact.event, FactsReceipted):
        await workflows.note_receipts(tx, fact.event.receipts)
    else:
        await workflows.pass_request_on(tx, fact.event.missing, now=datetime.now(UTC))
