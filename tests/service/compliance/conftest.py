"""A ward's compliance: two replicas on one database, without their timers."""

from collections.abc import AsyncIterator

import pytest_asyncio

from shared.chassis.database import Database
from tests.nodes import Node


@pytest_asyncio.fixture
async def replicas(ward: Node) -> AsyncIterator[list[Database]]:
    """Two replicas of compliance, as their database sees them."""
    both = [Database.at(ward.url_of("compliance")) for _ in range(2)]
    yield both
    for replica in both:
        await replica.close()
