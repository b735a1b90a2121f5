"""The link keeper: a source that fell silent although its link stands is woken at once.

The broker resumes by itself after 0.2 to 40 s, by a back-off that cannot be configured.
Taking the sources off and on again resumes within a second, without loss or doubling.
"""

import asyncio
import logging
from time import monotonic
from typing import Any

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.broker import Broker
from shared.chassis.broker_metrics import silent_seconds
from shared.chassis.database import Database
from shared.chassis.leader_lock import acquire
from shared.chassis.outage import Outage
from shared.federation.jetstream import BrokerRefused, BrokerSilent, ask
from shared.federation.links import linked_places
from shared.federation.provisioning import (
    StreamDiffers,
    ensure_stream,
    provision,
    recreate,
    stream_state,
    wake_sources,
)
from shared.federation.streams import DOWN_IN, IN, StreamConfig, source_name, streams_of

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
SILENT_SECONDS = 3.0
"""A healthy source is heard of about once a second."""
REST_SECONDS = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0)
"""Between two wakings of a stream; longer each time it did not help."""
PAUSE_SECONDS = 1.0
GUARDED = (IN, DOWN_IN)
"""Streams filled by the broker alone; the relay guards the others."""


class LinkKeeper:
    """Watches the sources of one node; one keeper per node is active."""

    def __init__(self, *, database: Database, monitor_url: str) -> None:
        self._database = database
        self._monitor_url = monitor_url
        self._rests_until: dict[str, float] = {}
        self._wakings: dict[str, int] = {}

    async def run(self, broker: Broker) -> None:
        """Watch until cancelled, through every outage."""
        while True:
            try:
                await self._watch(broker)
            except (Outage, BrokerSilent, BrokerRefused, StreamDiffers) as outage:
                log.warning("link keeper waits", extra={"reason": str(outage)})
            await asyncio.sleep(PAUSE_SECONDS)

    async def _watch(self, broker: Broker) -> None:
        sourced = [config for config in streams_of(broker.place) if config.get("sources")]
        async with self._database.dedicated() as connection:
            await acquire(connection, "link keeper")
            while True:
                await self._guard(connection, broker, sourced)
                for config in sourced:
                    await self._see_to(broker, config)
                await asyncio.sleep(LOOK_SECONDS)

    async def _guard(
        self, connection: asyncpg.Connection, broker: Broker, sourced: list[StreamConfig]
    ) -> None:
        """A receiving stream that went back in time is replaced and filled again."""
        marks = {row["stream"]: row for row in await connection.fetch(sql.MARKS)}
        for config in sourced:
            name = config["name"]
            state = await stream_state(broker.nc, name)
            if state is None:
                await provision(broker.nc, broker.place)
            elif name in GUARDED:
                mark = marks.get(name)
                if (
                    mark
                    and mark["created"] == state.created
                    and state.last_seq < mark["last_seq"]
                ):
                    await recreate(broker.nc, config)
                else:
                    await connection.execute(sql.SET_MARK, name, state.created, state.last_seq)

    async def _see_to(self, broker: Broker, config: StreamConfig) -> None:
        name = config["name"]
        if monotonic() < self._rests_until.get(name, 0):
            return
        await ensure_stream(broker.nc, config)
        info = await ask(broker.nc, f"STREAM.INFO.{name}")
        silent = [source for source in info.get("sources") or [] if _is_silent(source)]
        if not silent:
            self._wakings[name] = 0
        elif await self._is_reachable(silent):
            self._note_waking(name)
            sources = [source_name(source) for source in silent]
            log.warning("silent sources woken", extra={"stream": name, "sources": sources})
            await wake_sources(broker.nc, config, sources)

    def _note_waking(self, name: str) -> None:
        tries = self._wakings.get(name, 0)
        self._wakings[name] = tries + 1
        self._rests_until[name] = monotonic() + REST_SECONDS[min(tries, len(REST_SECONDS) - 1)]

    async def _is_reachable(self, silent: list[dict[str, Any]]) -> bool:
        """Whether the link of one of the silent sources stands."""
        linked = await linked_places(self._monitor_url)
        return any(source_name(source).split("/")[0] in {*linked, "here"} for source in silent)


def _is_silent(source: dict[str, Any]) -> bool:
    return not 0 <= silent_seconds(source) < SILENT_SECONDS
