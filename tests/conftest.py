"""What tests on real servers share: one Postgres for the whole run, and a folder each."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from deploy.launcher.postgres import Postgres, temporary_postgres
from tests.nodes import ONE_WARD, THREE_LEVELS, Node, federation, make_template

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
# A crowded machine is no reason to fail: no property depends on how long an example takes.


CALLS_OFF = 30


@pytest_asyncio.fixture(scope="session")
async def swept_loop() -> AsyncIterator[None]:
    """Call off, at the very end, whatever a test left running, until it has ended.

    The loop itself calls once; a library that swallows the call would let it wait forever.
    """
    yield
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for _ in range(CALLS_OFF):
        for task in left:
            task.cancel()
        if not left:
            return
        _, left = await asyncio.wait(left, timeout=1.0)


@pytest_asyncio.fixture(scope="session")
async def postgres(swept_loop: None) -> AsyncIterator[Postgres]:  # noqa: ARG001 - ends after it
    """The Postgres of the whole run, with the migrated template database."""
    async with temporary_postgres() as server:
        await make_template(server.url())
        yield server


@pytest.fixture(scope="session")
def admin_url(postgres: Postgres) -> str:
    """The administrator's address of that Postgres."""
    return postgres.url()


@pytest_asyncio.fixture
async def ward(tmp_path: Path, admin_url: str) -> AsyncIterator[Node]:
    """One node without parent or children; its services are not started."""
    async with federation(ONE_WARD, folder=tmp_path, admin_url=admin_url) as nodes:
        yield nodes["east"]


@pytest_asyncio.fixture
async def three_levels(tmp_path: Path, admin_url: str) -> AsyncIterator[dict[str, Node]]:
    """A city, a district and two wards; their services are not started."""
    async with federation(THREE_LEVELS, folder=tmp_path, admin_url=admin_url) as nodes:
        yield nodes
