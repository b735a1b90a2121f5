"""A service that is told to stop stops, whatever its servers do."""

import asyncio

import pytest

from shared.testing.probing import eventually
from tests.nodes import PATIENCE_SECONDS, Node

pytestmark = pytest.mark.infra


async def test_a_service_stops_although_its_broker_is_gone(ward: Node) -> None:
    async with asyncio.timeout(2 * PATIENCE_SECONDS), ward.serving("intake") as door:
        await ward.kill_broker()

        async def status() -> int:
            return (await door.get("/health/ready")).status_code

        await eventually(status, shows=503)
