"""What may be let go: streams after the parent's receipt, outbox rows after a month."""

from typing import Any

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.broker import Broker
from shared.federation.jetstream import ask
from shared.federation.provisioning import stream_state
from shared.federation.streams import UP

KEEP_IN_STREAM_HOURS = 48
"""Longer than the parent's longest backup interval: it may have to hear them again."""
KEEP_ROWS_DAYS = 35
A_CHUNK = "DELETE 5000"


async def trim(connection: asyncpg.Connection, broker: Broker, *, service: str) -> None:
    """Let go of what the parent and every reader here have safely taken over."""
    if not broker.place.is_top:
        await _trim_stream(connection, broker, service=service)
    forgotten = A_CHUNK
    while forgotten == A_CHUNK:
        forgotten = await connection.execute(sql.FORGET, KEEP_ROWS_DAYS, broker.place.is_top)


async def _trim_stream(connection: asyncpg.Connection, broker: Broker, *, service: str) -> None:
    state = await stream_state(broker.nc, UP)
    if state is None:
        return
    needed = await connection.fetchval(sql.NEEDED_FROM_SEQ, state.created, KEEP_IN_STREAM_HOURS)
    heard = await _heard_by_all(broker, state.last_seq)
    last = min(state.last_seq if needed is None else needed - 1, heard)
    if last >= state.first_seq:
        request = {"filter": f"up.{service}.>", "seq": last + 1}
        await ask(broker.nc, f"STREAM.PURGE.{UP}", request)


async def _heard_by_all(broker: Broker, last_seq: int) -> int:
    """How far every durable reader has heard the stream; the parent's own has no name."""
    readers = (await ask(broker.nc, f"CONSUMER.LIST.{UP}"))["consumers"] or []
    durable = [reader for reader in readers if reader["config"].get("durable_name")]
    return min((_heard_by(reader, last_seq) for reader in durable), default=0)


def _heard_by(reader: dict[str, Any], last_seq: int) -> int:
    """A reader whose facts are rare has an old floor although nothing waits for it."""
    waits = reader["num_pending"] or reader["num_ack_pending"]
    floor: int = reader["ack_floor"]["stream_seq"]
    return floor if waits else last_seq
