"""Which leaf links of a node stand now, as its NATS server sees it."""

from typing import Any

import httpx

PATIENCE_SECONDS = 2


async def linked_places(monitor_url: str) -> frozenset[str]:
    """The names of the servers linked to this one: children and parent.

    A server that does not answer has no links.
    """
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
            leafz: dict[str, Any] = (await client.get(f"{monitor_url}/leafz")).json()
    except (httpx.HTTPError, ValueError):
        return frozenset()
    return frozenset(leaf["name"] for leaf in leafz.get("leafs") or [] if "name" in leaf)
