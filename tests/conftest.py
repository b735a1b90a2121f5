"""What all tests share: a Postgres for each worker, and how much a property draws."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from deploy.launcher.postgres import SMALL, Postgres, temporary_postgres
from tests.nodes import ONE_WARD, THREE_LEVELS, Node, federation, make_template
from tests.workers import ByWorld, turn_of

settings.register_profile("full", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("light", settings.get_profile("full"), max_examples=25)
settings.register_profile("quick", settings.get_profile("full"), max_examples=5)
settings.load_profile("full" if os.environ.get("CI") else "light")
# A crowded machine is no reason to fail: no property depends on how long an example takes.

CALLS_OFF = 30
FLEETING = SMALL | {"fsync": "off", "full_page_writes": "off"}
"""What is committed outlives the server, as tests ask that kill it; not the machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=turn_of)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long everything took that CI does, of which this run is the end."""
    if began := os.environ.get("CI_BEGAN"):
        minutes, seconds = divmod(int(time()) - int(began), 60)
        terminalreporter.write_line(f".ci/run took {minutes} min {seconds} s")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWorld:
    """Share the run out between its workers, in the order above."""
    config.option.loadscopereorder = False
    return ByWorld(config, log)


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
    """The Postgres of this worker, with the migrated template database."""
    async with temporary_postgres(FLEETING) as server:
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
