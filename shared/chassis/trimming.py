"""What may be let go: streams after the parent's receipt, outbox rows after a month."""

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.broker import Broker
from shared.federation.jetstream import ask
from shared.federation.provisioning import stream_state
from shared.federation.streams import UP

KEEP_IN_STREAM_HOURS = 48
"""Longer than the parent's longest backup interval: it may have to hear them again."""
KEEP_ROWS_DAYS = 35


async def trim(connection: asyncpg.Connection, broker: Broker, *, service: str) -> None:
    """Let go of what the parent and every reader here have safely taken over."""
    if not broker.place.is_top:
        await _trim_stream(connection, broker, service=service)
    await connection.execute(sql.FORGET, KEEP_ROWS_DAYS, broker.place.is_top)


async def _trim_stream(connection: asyncpg.Connection, broker: Broker, *, service: str) -> None:
    state = await stream_state(broker.nc, UP)
    if state is None:
        return
    receipted = await connection.fetchval(
        sql.RECEIPTED_SEQ, state.created, KEEP_IN_STREAM_HOURS
    )
    heard = await _heard_by_all(broker)
    last = min(receipted or 0, heard)
    if last >= state.first_seq:
        request = {"filter": f"up.{service}.>", "seq": last + 1}
        await ask(broker.nc, f"STREAM.PURGE.{UP}", request)


async def _heard_by_all(broker: Broker) -> int:
    """How far every reader of this node has acknowledged the stream."""
    readers = (await ask(broker.nc, f"CONSUMER.LIST.{UP}"))["consumers"] or []
    return min(
        (r["ack_floor"]["stream_seq"] for r in readers if "." not in r["name"]), default=0
    )
