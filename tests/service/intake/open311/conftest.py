"""One ward that speaks Open311, and a program with a key to it."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import pytest_asyncio
from httpx import AsyncClient
from PIL import Image

from tests.nodes import Node
from tests.service.intake.open311.program import Program, program_with_key


@pytest_asyncio.fixture(scope="module")
async def program(door: AsyncClient, node: Node) -> AsyncIterator[Program]:
    yield await program_with_key(door, node)


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A small picture as a telephone makes it."""
    held = BytesIO()
    Image.new("RGB", (64, 48), "green").save(held, "JPEG")
    return held.getvalue()
