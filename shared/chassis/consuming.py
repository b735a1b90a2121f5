"""Taking deliveries in: claim, act, commit — and what becomes of those that fail.

The message edge of our failures: a rejection is parked, an outage is waited out by the
caller, a defect is tried again slowly and parked in the end. Nothing is acknowledged
before its effect, or its parking, is committed.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from shared.chassis.database import Database, Transaction
from shared.chassis.inbox import claim
from shared.chassis.metrics import DEFECTS, FACT_AGE, FACTS_HEARD, INBOX_DUPLICATES
from shared.chassis.outage import Outage
from shared.chassis.outages import OutageTracker
from shared.chassis.parking import Delivery, park
from shared.chassis.problems import code_of
from shared.chassis.subscriptions import (
    MessageMeta,
    Received,
    Subscription,
    message_meta_of,
    received,
)
from shared.events.envelope import Event
from shared.kernel.places import Place
from shared.kernel.rejection import Rejection

log = logging.getLogger(__name__)

MAX_TRIES = 20
UNREADABLE = "unreadable"


class Verdict(Enum):
    """What to tell the broker about a delivery."""

    DONE = "done"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A batch after reading: what can be acted on, what came through, what is refused."""

    facts: list[Received[Event]]
    passages: list[MessageMeta]
    refused: list[tuple[Delivery, Rejection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Takes in what one ear hears, for one service at one place."""

    service: str
    database: Database
    place: Place
    subscription: Subscription
    outage_tracker: OutageTracker = field(default_factory=OutageTracker)

    async def handle_batch(self, deliveries: Sequence[Delivery]) -> None:
        """Take a whole batch in one transaction.

        Raises:
            Outage: if Postgres is away; nothing has happened.
            Exception: whatever one of the facts caused; nothing has happened.

        """
        batch = self._sort(deliveries)
        async with self.database.transaction() as tx:
            for delivery, rejection in batch.refused:
                await self._park(tx, delivery, rejection)
            await self._take(tx, batch)

    async def handle_one(self, delivery: Delivery, tries: int) -> Verdict:
        """Take one delivery in, whatever it does.

        Raises:
            Outage: if Postgres is away; nothing has happened.

        """
        try:
            await self.handle_batch([delivery])
        except Outage:
            raise
        except Rejection as rejection:
            await self._park_alone(delivery, rejection)
        except Exception as defect:  # noqa: BLE001 - the message edge of our failures
            return await self._after_defect(delivery, defect, tries)
        return Verdict.DONE

    async def _after_defect(self, delivery: Delivery, defect: Exception, tries: int) -> Verdict:
        DEFECTS.labels(service=self.service, where=self.subscription.reader).inc()
        log.error("defect while hearing", exc_info=defect, extra={"subject": delivery.subject})
        if tries < MAX_TRIES:
            return Verdict.LATER
        await self._park_alone(delivery, defect)
        return Verdict.DONE

    def _sort(self, deliveries: Sequence[Delivery]) -> _Sorted:
        batch = _Sorted([], [], [])
        for delivery in deliveries:
            try:
                passage = message_meta_of(delivery, self.place)
                batch.passages.append(passage)
                batch.facts.append(received(delivery, passage))
            except Rejection as rejection:
                batch.refused.append((delivery, rejection))
        return batch

    async def _take(self, tx: Transaction, batch: _Sorted) -> None:
        new = await claim(
            tx, [fact.envelope.id for fact in batch.facts], reader=self.subscription.reader
        )
        facts = []
        for fact in batch.facts:  # the same id may stand twice in one batch
            if fact.envelope.id in new:
                new.discard(fact.envelope.id)
                facts.append(fact)
        INBOX_DUPLICATES.labels(service=self.service).inc(len(batch.facts) - len(facts))
        if self.subscription.on_batch and batch.passages:
            await self.subscription.on_batch(tx, batch.passages)
        if facts:
            await self._act(tx, facts)
        self._count(facts)

    async def _act(self, tx: Transaction, facts: Sequence[Received[Event]]) -> None:
        if self.subscription.then_many:
            await self.subscription.then_many(tx, facts)
        if self.subscription.then:
            for fact in facts:
                with fact.as_cause():
                    await self.subscription.then(tx, fact)

    def _count(self, facts: Sequence[Received[Event]]) -> None:
        now = datetime.now(UTC)
        ages = FACT_AGE.labels(service=self.service)
        for fact in facts:
            ages.observe(max((now - fact.envelope.recorded_at).total_seconds(), 0))
        for name, count in Counter(fact.event.topic.fact for fact in facts).items():
            FACTS_HEARD.labels(service=self.service, fact=name, outcome="counted").inc(count)

    async def _park_alone(self, delivery: Delivery, reason: Exception) -> None:
        async with self.database.transaction() as tx:
            await self._park(tx, delivery, reason)

    async def _park(self, tx: Transaction, delivery: Delivery, reason: Exception) -> None:
        code = code_of(reason) if isinstance(reason, Rejection) else "defect"
        log.warning("parked", extra={"subject": delivery.subject, "code": code})
        FACTS_HEARD.labels(service=self.service, fact=UNREADABLE, outcome="parked").inc()
        await park(tx, delivery, code=code, reason=str(reason) or repr(reason))
