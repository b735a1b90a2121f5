"""One request sent twice with one key: done once, answered twice, also at the same time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.chassis.database import Database
from shared.chassis.idempotency import KeyReused, once
from tests.nodes import Node

pytestmark = pytest.mark.infra


class Errand:
    """Something that must not be done twice; it may fail the first time."""

    def __init__(self, *, fails: int = 0) -> None:
        self.begun = 0
        self._fails = fails

    async def __call__(self) -> dict[str, Any]:
        self.begun += 1
        if self.begun <= self._fails:
            raise ZeroDivisionError
        return {"time": self.begun}


@pytest_asyncio.fixture
async def database(ward: Node) -> AsyncIterator[Database]:
    found = Database.at(ward.url_of("intake"))
    yield found
    await found.close()


async def sent(
    database: Database, errand: Errand, *, key: str | None = "k", request: bytes = b"r"
) -> dict[str, Any]:
    async with database.transaction() as tx:
        return await once(tx, key, request=request, do=errand)


async def test_ten_at_once_are_one(database: Database) -> None:
    errand = Errand()

    answers = await asyncio.gather(*(sent(database, errand) for _ in range(10)))

    assert answers == [{"time": 1}] * 10
    assert errand.begun == 1


async def test_after_a_failure_the_next_one_does_it(database: Database) -> None:
    errand = Errand(fails=1)

    answers = await asyncio.gather(
        *(sent(database, errand) for _ in range(5)), return_exceptions=True
    )

    failures = [answer for answer in answers if isinstance(answer, ZeroDivisionError)]
    assert len(failures) == 1
    assert [answer for answer in answers if answer not in failures] == [{"time": 2}] * 4


async def test_a_key_stands_for_one_request_only(database: Database) -> None:
    errand = Errand()
    await sent(database, errand)

    with pytest.raises(KeyReused):
        await sent(database, errand, request=b"another")

    assert errand.begun == 1


async def test_without_a_key_every_request_is_done(database: Database) -> None:
    errand = Errand()

    await sent(database, errand, key=None)
    await sent(database, errand, key=None)

    assert errand.begun == 2


async def test_an_empty_key_is_no_key_and_nothing_is_lost(database: Database) -> None:
    errand = Errand()

    answers = [await sent(database, errand, key="") for _ in range(2)]

    assert answers == [{"time": 1}, {"time": 2}]
