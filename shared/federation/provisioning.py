"""Making the broker hold the streams and readers a node needs. Asking twice changes nothing."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nats.aio.client import Client

from shared.federation.jetstream import BrokerRefused, ask, find, moment
from shared.federation.streams import StreamConfig, source_name, streams_of
from shared.kernel.places import Place

log = logging.getLogger(__name__)

MAY_CHANGE = frozenset({"sources", "max_age", "max_bytes", "allow_direct"})
"""What provisioning brings up to date by itself; any other difference needs a decision."""

STREAM_NAME_IN_USE = 10058


class StreamDiffers(Exception):  # noqa: N818 - an operator must look
    """A stream exists with a configuration that is not ours; nothing was overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamState:
    """A stream as the broker sees it. A wiped stream has another `created`."""

    name: str
    created: datetime
    first_seq: int
    last_seq: int
    messages: int


async def stream_state(nc: Client, name: str) -> StreamState | None:
    """How a stream stands, None if there is none."""
    info = await find(nc, f"STREAM.INFO.{name}")
    return None if info is None else _state(info)


def _state(info: dict[str, Any]) -> StreamState:
    state = info["state"]
    return StreamState(
        name=info["config"]["name"],
        created=moment(info["created"]),
        first_seq=state["first_seq"],
        last_seq=state["last_seq"],
        messages=state["messages"],
    )


async def provision(nc: Client, place: Place) -> None:
    """See to it that every stream of `place` exists and is as we want it.

    Raises:
        StreamDiffers: if one exists in another form than ours.

    """
    for wanted in streams_of(place):
        await ensure_stream(nc, wanted)


async def ensure_stream(nc: Client, wanted: StreamConfig) -> None:
    """Create a stream, or bring what may change up to date."""
    name = wanted["name"]
    info = await find(nc, f"STREAM.INFO.{name}")
    if info is None:
        await _create(nc, wanted)
    elif differing := differences(wanted, info["config"]):
        await _update(nc, wanted, existing=info["config"], differing=differing)


async def _create(nc: Client, wanted: StreamConfig) -> None:
    try:
        await ask(nc, f"STREAM.CREATE.{wanted['name']}", wanted)
        log.info("stream created", extra={"stream": wanted["name"]})
    except BrokerRefused as refused:
        if refused.err_code != STREAM_NAME_IN_USE:  # a sibling service was quicker
            raise


async def _update(
    nc: Client, wanted: StreamConfig, *, existing: StreamConfig, differing: set[str]
) -> None:
    if differing - MAY_CHANGE:
        detail = ", ".join(sorted(differing))
        raise StreamDiffers(f"stream {wanted['name']}: {detail} differ; nothing was changed")
    await ask(nc, f"STREAM.UPDATE.{wanted['name']}", existing | wanted)
    log.warning(
        "stream updated", extra={"stream": wanted["name"], "changed": sorted(differing)}
    )


def differences(wanted: StreamConfig, existing: StreamConfig) -> set[str]:
    """The names of the settings in which a stream is not as wanted."""
    return {key for key, value in wanted.items() if _plain(existing.get(key)) != _plain(value)}


def _plain(value: Any) -> Any:
    """A setting without what the broker leaves out or adds: zeros, empties, order."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if v not in (None, "", 0, [], {})}
    if isinstance(value, list):
        return sorted((_plain(v) for v in value), key=repr)
    return value or None


async def ensure_reader(
    nc: Client, stream: str, *, reader: str, subjects: Iterable[str] = ()
) -> None:
    """See to it that a durable pull reader exists; an existing one keeps its place."""
    filters = sorted(subjects)
    config: dict[str, object] = {
        "durable_name": reader,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": 60 * 1_000_000_000,
        "max_deliver": -1,
        "max_ack_pending": 20_000,
    }
    if filters:
        config["filter_subjects"] = filters
    body = {"stream_name": stream, "config": config}
    await ask(nc, f"CONSUMER.DURABLE.CREATE.{stream}.{reader}", body)


async def recreate(nc: Client, wanted: StreamConfig) -> None:
    """Replace a stream that went back in time by an empty one of new identity."""
    log.error("stream went back in time; replacing it", extra={"stream": wanted["name"]})
    await find(nc, f"STREAM.DELETE.{wanted['name']}")
    await ensure_stream(nc, wanted)


async def wake_sources(nc: Client, wanted: StreamConfig, silent: Collection[str]) -> None:
    """Take the silent sources off and on again: they resume at once instead of in 40 s.

    The broker's own back-off cannot be configured. Nothing is lost or doubled by this
    (measured): with sources off nothing is taken, with sources on it goes on from the last.
    """
    name = wanted["name"]
    info = await ask(nc, f"STREAM.INFO.{name}")
    awake = [source for source in wanted["sources"] if source_name(source) not in silent]
    await ask(nc, f"STREAM.UPDATE.{name}", info["config"] | {"sources": awake})
    # Should this second step fail, the keeper's next look finds the stream unlike it should be.
    await ask(nc, f"STREAM.UPDATE.{name}", info["config"] | {"sources": wanted["sources"]})
    log.info("sources woken", extra={"stream": name})
