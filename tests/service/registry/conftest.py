"""One ward for all tests of campaigns and plans."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient

from tests.nodes import ONE_WARD, Node, federation
from tests.service.registry.movement import OFFICER, signed_in, units_known


@pytest_asyncio.fixture(scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Node]:
    folder = tmp_path_factory.mktemp("ward")
    async with federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes:
        yield nodes["east"]


@pytest_asyncio.fixture(scope="module")
async def door(node: Node) -> AsyncIterator[AsyncClient]:
    async with node.serving("registry") as client:
        signed_in(client, OFFICER)
        await units_known(client, "east")
        yield client
