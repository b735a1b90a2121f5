"""The metrics page: everything an alert or a dashboard names stands on it."""

import pytest

from tests.nodes import Node
from tests.service.chassis.listening_post import each, listening, tell

pytestmark = pytest.mark.infra

NAMES = (
    "kheo_http_requests_total",
    "kheo_http_request_seconds",
    "kheo_facts_told_total",
    "kheo_facts_heard_total",
    "kheo_inbox_duplicates_total",
    "kheo_outbox_unpublished",
    "kheo_outbox_oldest_seconds",
    "kheo_parked_messages",
    "kheo_fact_age_seconds",
    "kheo_outages_total",
    "kheo_defects_total",
    "kheo_stream_messages",
    "kheo_stream_bytes",
    "kheo_stream_last_seq",
    "kheo_stream_source_seq",
    "kheo_stream_source_active_seconds",
    "kheo_leaf_connections",
)


async def test_every_name_is_described_and_streams_have_values(ward: Node) -> None:
    async with listening(ward, each()) as post:
        await tell(post.database)
        page = (await post.client.get("/metrics")).text

    assert [name for name in NAMES if f"# HELP {name} " not in page] == []
    assert 'kheo_stream_messages{stream="UP"}' in page
    assert "kheo_leaf_connections 0.0" in page
