"""Is the stream still the one we spoke into? Compared at start and after every reconnection.

Three things can have happened while nobody looked, and each has its answer:
    wiped        another creation time          say everything unreceipted again
    rolled back  fewer messages than we wrote   replace it (a new identity), say again
    we are old   it holds numbers we never gave our Postgres was restored: a new epoch
"""

import base64
import logging
from datetime import datetime
from functools import lru_cache

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.broker import Broker
from shared.events.subjects import Reach
from shared.federation import streams
from shared.federation.jetstream import find
from shared.federation.provisioning import StreamState, recreate, stream_state
from shared.kernel.places import Place

log = logging.getLogger(__name__)

STREAM_OF = {Reach.LOCAL: streams.EV, Reach.UP: streams.UP, Reach.DOWN: streams.DOWN}
SAY_AGAIN_DAYS = {streams.EV: 7, streams.UP: 7, streams.DOWN: 180}
NODE_LOCK = "SELECT pg_advisory_lock(hashtextextended('kheo streams of this node', 0))"
NODE_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('kheo streams of this node', 0))"


@lru_cache(maxsize=1024)
def stream_of(lane: str) -> str:
    """The stream that carries a lane.

    >>> stream_of("down.sai-dong")
    'DOWN'
    """
    return STREAM_OF[Reach(lane.split(".", 1)[0])]


def spoken_into(place: Place) -> dict[str, streams.StreamConfig]:
    """The streams the services of `place` publish to."""
    wanted = {config["name"]: config for config in streams.streams_of(place)}
    return {name: wanted[name] for name in STREAM_OF.values() if name in wanted}


async def check_streams(
    connection: asyncpg.Connection, broker: Broker, *, service: str
) -> dict[str, datetime]:
    """Compare, mend, and give each stream's identity (its creation time)."""
    await connection.execute(NODE_LOCK)
    try:
        await broker.provision()
        marks = {row["stream"]: row for row in await connection.fetch(sql.MARKS)}
        created = {}
        for name, wanted in spoken_into(broker.place).items():
            state = await _mended(broker, wanted, marks.get(name))
            await _take_note(connection, state, marks.get(name))
            created[name] = state.created
        await _new_epoch_if_old(connection, broker, service=service)
    finally:
        await connection.execute(NODE_UNLOCK)
    return created


async def _mended(
    broker: Broker, wanted: streams.StreamConfig, mark: asyncpg.Record | None
) -> StreamState:
    state = await _state(broker, wanted["name"])
    if mark and mark["created"] == state.created and state.last_seq < mark["last_seq"]:
        await recreate(broker.nc, wanted)
        state = await _state(broker, wanted["name"])
    return state


async def _state(broker: Broker, name: str) -> StreamState:
    state = await stream_state(broker.nc, name)
    assert state is not None, "provisioned just before"
    return state


async def _take_note(
    connection: asyncpg.Connection, state: StreamState, mark: asyncpg.Record | None
) -> None:
    if mark and mark["created"] == state.created:
        return
    if mark:
        lane = next(reach for reach, name in STREAM_OF.items() if name == state.name)
        again = await connection.execute(
            sql.SAY_AGAIN, str(lane), SAY_AGAIN_DAYS[state.name], timeout=600
        )
        log.warning("stream is new; saying again", extra={"stream": state.name, "rows": again})
    await connection.execute(sql.SET_MARK, state.name, state.created, 0)


async def _new_epoch_if_old(
    connection: asyncpg.Connection, broker: Broker, *, service: str
) -> None:
    """A stream that holds higher numbers than we gave means our own past was cut off."""
    lane = await connection.fetchrow(sql.LANE, Reach.UP.value)
    last = await find(
        broker.nc, f"STREAM.MSG.GET.{streams.UP}", {"last_by_subj": f"up.{service}.>"}
    )
    if last is None:
        return
    epoch, nseq = _numbers(last["message"].get("hdrs", ""))
    if lane is None or (epoch, nseq) > (lane["epoch"], lane["nseq"]):
        await connection.execute(sql.SAVE_LANE, Reach.UP.value, epoch + 1, 0)
        await connection.execute(sql.NEW_EPOCH, epoch + 1)
        log.error(
            "our Postgres is older than the stream; new epoch", extra={"service": service}
        )


def _numbers(encoded_headers: str) -> tuple[int, int]:
    """Epoch and number of a message; noughts where somebody else has put it there."""
    lines = base64.b64decode(encoded_headers).decode(errors="replace").splitlines()
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    numbers = [headers.get(name, "") for name in ("ce-epoch", "ce-nseq")]
    epoch, nseq = (int(text) if text.isdecimal() else 0 for text in numbers)
    return epoch, nseq
