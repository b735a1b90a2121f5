"""One living federation for all faults: each must leave it whole for the next."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.federation.living import Living, living


@pytest_asyncio.fixture(scope="package")
async def city(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[Living]:
    """City, district and two wards at work."""
    async with living(tmp_path_factory.mktemp("city"), admin_url) as alive:
        yield alive
