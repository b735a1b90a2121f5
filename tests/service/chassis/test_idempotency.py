"""One request sent twice with one key: done once, answered twice, also at the same time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.chassis.database import Database
from shared.chassis.idempotency import KeyReused, once
from tests.nodes import fresh_database

pytestmark = pytest.mark.infra


@pytest_asyncio.fixture
async def database(admin_url: str) -> AsyncIterator[Database]:
    async with fresh_database(admin_url) as url:
        found = Database.at(url + "?options=-csearch_path%3Dintake")
        yield found
        await found.close()
