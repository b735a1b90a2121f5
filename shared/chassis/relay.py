"""The relay: says what the outbox holds, in commit order, numbered without a hole.

One relay per service is active at a time (advisory lock). Rows are numbered before they
are published and kept afterwards, so whatever the broker loses is said again from here.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.broker import Broker
from shared.chassis.database import Database
from shared.chassis.leader_lock import acquire
from shared.chassis.metrics import FACTS_TOLD, OUTAGES
from shared.chassis.outage import Outage
from shared.chassis.publishing import Acknowledged, Outgoing, Publisher
from shared.chassis.stream_check import check_streams, stream_of
from shared.chassis.trimming import trim
from shared.events.envelope import TYPE_PREFIX, Envelope
from shared.federation.jetstream import BrokerRefused, BrokerSilent
from shared.federation.provisioning import StreamDiffers

log = logging.getLogger(__name__)

WINDOW = 1000
IDLE_POLL_SECONDS = 0.25
"""A sibling process may have written what this relay must say."""
PAUSE_SECONDS = 0.5
TRIM_SECONDS = 60
PATIENT = "SET statement_timeout = 0; SET lock_timeout = 0"
"""Saying everything again after a loss may take longer than a request ever should."""


Identities = dict[str, datetime]
"""When each stream was created: what tells it from one of the same name."""


class Relay:
    """Publishes one service's outbox until told to stop."""

    def __init__(self, *, service: str, database: Database, broker: Broker) -> None:
        self.service = service
        self._database = database
        self._broker = broker
        self._due = asyncio.Event()
        self._recheck = False
        self._in_full_flow = False
        """Whether the last window was full of new rows: nothing older waits behind them."""
        self._trim_at = 0.0
        database.on_told.append(self._due.set)
        broker.on_back.append(self._look_again)

    def _look_again(self) -> None:
        self._recheck = True
        self._due.set()

    def wake(self) -> None:
        """There may be something to say."""
        self._due.set()

    async def run(self) -> None:
        """Lead whenever nobody else does, through every outage."""
        while True:
            try:
                await self._lead()
            except (Outage, BrokerSilent, BrokerRefused, StreamDiffers) as outage:
                OUTAGES.labels(service=self.service, what="relay").inc()
                log.warning(
                    "relay waits", extra={"service": self.service, "reason": str(outage)}
                )
            await asyncio.sleep(PAUSE_SECONDS)

    async def _lead(self) -> None:
        async with self._database.dedicated() as connection:
            await connection.execute(PATIENT)
            await acquire(connection, f"relay {self.service}")
            publisher = Publisher(self._broker.nc)
            await publisher.start()
            try:
                await self._say_all(connection, publisher)
            finally:
                await publisher.stop()

    async def _say_all(self, connection: asyncpg.Connection, publisher: Publisher) -> None:
        known = await self._checked(connection)
        while True:
            if self._recheck:
                known = await self._checked(connection)
            self._due.clear()  # before looking: what is committed from now on wakes us
            if not await self._say_some(connection, publisher, known):
                await self._keep_house(connection)
                await self._wait()

    async def _checked(self, connection: asyncpg.Connection) -> Identities:
        self._recheck = self._in_full_flow = False
        return await check_streams(connection, self._broker, service=self.service)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_POLL_SECONDS):
                await self._due.wait()

    async def _say_some(
        self, connection: asyncpg.Connection, publisher: Publisher, known: Identities
    ) -> bool:
        again: Sequence[Any] = []
        if not self._in_full_flow:  # the question costs more the longer the queue of new rows
            again = await connection.fetch(sql.UNPUBLISHED, WINDOW)
        rows = again or await self._numbered(connection)
        heard = [row for row in rows if stream_of(row["lane"]) in known]
        if heard:
            acks = await publisher.publish([self._outgoing(row) for row in heard])
            await self._mark(connection, heard, acks=acks, known=known)
        unheard = [row["pos"] for row in rows if stream_of(row["lane"]) not in known]
        if unheard:  # a directive at a node without children: there is nobody to tell
            await connection.execute(sql.MARK_UNHEARD, unheard)
        self._in_full_flow = not again and len(rows) == WINDOW
        return bool(rows)

    async def _numbered(self, connection: asyncpg.Connection) -> list[dict[str, Any]]:
        """Number what has been committed since, before anybody hears of it."""
        async with connection.transaction():
            rows = [dict(row) for row in await connection.fetch(sql.UNNUMBERED, WINDOW)]
            if not rows:
                return []
            lanes = {
                lane: (epoch, nseq) for lane, epoch, nseq in await connection.fetch(sql.LANES)
            }
            epoch = max((epoch for epoch, _ in lanes.values()), default=1)
            for row in rows:
                row["epoch"], last = lanes.get(row["lane"], (epoch, 0))
                row["nseq"] = last + 1
                lanes[row["lane"]] = (row["epoch"], row["nseq"])
            await connection.execute(sql.NUMBER, *_columns(rows, "pos", "epoch", "nseq"))
            touched = {row["lane"] for row in rows}
            counters = [(lane, *lanes[lane]) for lane in sorted(touched)]
            await connection.executemany(sql.SAVE_LANE, counters)
        return rows

    def _outgoing(self, row: Any) -> Outgoing:
        envelope = Envelope(
            id=row["id"],
            type=TYPE_PREFIX + row["name"],
            node=self._broker.place.code,
            epoch=row["epoch"],
            nseq=row["nseq"],
            occurred_at=row["occurred_at"],
            recorded_at=row["recorded_at"],
            correlation_id=row["correlation_id"],
        )
        headers = envelope.headers
        if row["js_seq"] is not None:
            # Said before: within its duplicate window the stream would only pretend to keep it.
            headers["Nats-Msg-Id"] += f".{row['js_seq']}"
        return Outgoing(f"{row['lane']}.{row['name']}", headers, row["body"])

    async def _mark(
        self,
        connection: asyncpg.Connection,
        rows: Sequence[Any],
        *,
        acks: list[Acknowledged],
        known: Identities,
    ) -> None:
        streams = [stream_of(row["lane"]) for row in rows]
        created = [known[stream] for stream in streams]
        seqs = [ack.seq for ack in acks]
        highest = dict.fromkeys(streams, 0)
        for stream, seq in zip(streams, seqs, strict=True):
            highest[stream] = max(highest[stream], seq)
        async with connection.transaction():
            await connection.execute(sql.MARK, [row["pos"] for row in rows], seqs, created)
            for stream, seq in highest.items():
                await self._save_mark(connection, stream, seq)
        for name, count in Counter(row["name"] for row in rows).items():
            FACTS_TOLD.labels(service=self.service, fact=name.split(".")[1]).inc(count)

    async def _save_mark(self, connection: asyncpg.Connection, stream: str, seq: int) -> None:
        before = await connection.fetchval(sql.ADVANCE_MARK, stream, seq)
        if before is not None and seq < before:
            self._recheck = True  # sequence numbers went back: this is not the stream we knew

    async def _keep_house(self, connection: asyncpg.Connection) -> None:
        now = monotonic()
        if now >= self._trim_at:
            self._trim_at = now + TRIM_SECONDS
            await trim(connection, self._broker, service=self.service)


def _columns(rows: Sequence[dict[str, Any]], *names: str) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]
