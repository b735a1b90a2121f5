"""What the NATS server says of itself, asked once per scrape of our own metrics."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.federation.streams import source_name

PATIENCE_SECONDS = 2
NS = 1_000_000_000
NEVER_SECONDS = -1.0


class BrokerCollector(Collector):
    """Streams, their sources and the leaf links of the node's server."""

    def __init__(self, monitor_url: str) -> None:
        self._url = monitor_url

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not dial."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges of now; none if the server does not answer."""
        streams = list(_streams(_fetch(self._url, "/jsz?accounts=1&streams=1&config=1")))
        yield from _stream_gauges(streams)
        yield from _source_gauges(streams)
        leafs = _fetch(self._url, "/leafz").get("leafs") or []
        yield GaugeMetricFamily("kheo_leaf_connections", "Leaf links now", value=len(leafs))


def _fetch(url: str, path: str) -> dict[str, Any]:
    if not url:
        return {}
    try:
        with urllib.request.urlopen(url + path, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own setting
            stats: dict[str, Any] = json.load(answer)
    except (URLError, OSError, ValueError):
        return {}
    return stats


def _streams(jsz: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for account in jsz.get("account_details") or []:
        yield from account.get("stream_detail") or []


def _stream_gauges(streams: list[dict[str, Any]]) -> Iterator[Metric]:
    for field, words in (
        ("messages", "Messages kept"),
        ("bytes", "Size"),
        ("last_seq", "Last"),
    ):
        gauge = GaugeMetricFamily(f"kheo_stream_{field}", words, labels=["stream"])
        for stream in streams:
            gauge.add_metric([stream["name"]], stream["state"][field])
        yield gauge


def _source_gauges(streams: list[dict[str, Any]]) -> Iterator[Metric]:
    seq = GaugeMetricFamily(
        "kheo_stream_source_seq", "How far a source was taken", labels=["stream", "source"]
    )
    active = GaugeMetricFamily(
        "kheo_stream_source_active_seconds",
        "Since the source was last heard of; -1 never",
        labels=["stream", "source"],
    )
    for stream in streams:
        for source in stream.get("sources") or []:
            labels = [stream["name"], source_name(source)]
            seq.add_metric(labels, source.get("seq", 0))
            active.add_metric(labels, silent_seconds(source))
    yield seq
    yield active


def silent_seconds(source: dict[str, Any]) -> float:
    """How long nothing, not even a heartbeat, was heard of a source; -1: never anything."""
    active: int = source.get("active", -1)
    return NEVER_SECONDS if active < 0 else active / NS
