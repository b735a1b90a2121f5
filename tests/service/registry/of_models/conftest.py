"""A ward with two neighbourhoods, below a district that is known by name."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient

from tests.nodes import ONE_WARD, Node, federation
from tests.service.registry.movement import OFFICER, signed_in, units_known

BEGAN = {"valid_from": "2018-01-01"}
PLACES = [
    {"code": "long-bien", "vi": "Quận Long Biên", "en": "Long Biên", "kind": "district"},
    {"code": "east", "parent": "long-bien", "vi": "Phường Đông", "en": "East", "kind": "ward"},
]
UNITS = [
    {"code": code, "parent": "east", "host": "east", "vi": f"Tổ {code[-1]}", "en": code}
    | {"kind": "neighbourhood"}
    for code in ("to-1", "to-2")
]


@pytest_asyncio.fixture(scope="package")
async def node(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Node]:
    folder = tmp_path_factory.mktemp("ward")
    told = {name: [one | BEGAN for one in some] for name, some in TREE.items()}
    file = folder / "units.yaml"
    file.write_text(json.dumps(told))  # JSON is YAML
    async with federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes:
        nodes["east"].environment["KHEO_UNITS_FILE"] = str(file)
        yield nodes["east"]


TREE = {"places": PLACES, "units": UNITS}


@pytest_asyncio.fixture(scope="package")
async def door(node: Node) -> AsyncIterator[AsyncClient]:
    async with node.serving("registry") as client:
        signed_in(client, OFFICER)
        await units_known(client, "east", "to-1", "to-2")
        yield client
