"""Ended sessions and tokens: a pass may look good and still be over.

Registry tells every end as a local fact; every service keeps it in its own schema, and every
process in its memory, so that no request waits for another service to be asked.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.database import Database, Transaction
from shared.chassis.subscriptions import Received, Subscription
from shared.chassis.tables import ended_sessions
from shared.events.registry import SessionEnded

LOOK_SECONDS = 2.0
OVERLAP = timedelta(seconds=30)
"""Looked at again each time: rows become visible later than they say they were written."""


class Ended:
    """What this process knows to be over. Ids are unique, so one memory serves everybody."""

    def __init__(self) -> None:
        self._sessions: set[UUID] = set()

    def __contains__(self, session: object) -> bool:
        return session in self._sessions

    def note(self, sessions: Iterable[UUID]) -> None:
        """Remember that these are over."""
        self._sessions.update(sessions)


ENDED = Ended()


def ended_subscription(service: str) -> Subscription:
    """Keeps every end that registry tells."""
    reader = f"{service}__ended_sessions_v1"
    return Subscription(reader=reader, facts=(SessionEnded,), then=_keep)


async def _keep(tx: Transaction, fact: Received[Any]) -> None:
    event: SessionEnded = fact.event
    await end_session(tx, event.session, keep_until=event.keep_until)


async def end_session(tx: Transaction, session: UUID, *, keep_until: datetime) -> None:
    """Write down here that a session is over; after `keep_until` its pass is void anyway."""
    row = {"session": session, "keep_until": keep_until}
    await tx.execute(insert(ended_sessions).values(row).on_conflict_do_nothing())
    ENDED.note([session])


class EndedLook:
    """Learns what another process of the same service has written down, again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen_until: datetime | None = None

    async def __call__(self) -> None:
        """Look once."""
        now = datetime.now(UTC)
        query = sa.select(ended_sessions.c.session)
        if self._seen_until is not None:
            query = query.where(ended_sessions.c.ended_at > self._seen_until - OVERLAP)
        async with self._database.transaction() as tx:
            ENDED.note((await tx.execute(query)).scalars())
            over = ended_sessions.delete().where(ended_sessions.c.keep_until < now)
            await tx.execute(over)
        self._seen_until = now
