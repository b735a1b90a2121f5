"""The histories of units, as every service keeps them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from shared.chassis.database import Database, Transaction
from shared.chassis.directory import tenures_of, units_hosted_at
from shared.chassis.unit_timelines import (
    keep_timelines,
    learn_unit,
    list_links,
    list_unit_versions,
)
from shared.events.registry import ToldChapter, ToldLink, UnitChaptersTold, UnitEstablished
from tests.nodes import Node

pytestmark = pytest.mark.infra

REFORM = date(2025, 7, 1)
NOW = datetime(2025, 5, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def chapter(first: date, *, until: date | None = None, host: str = "city") -> ToldChapter:
    return ToldChapter(
        valid_from=first,
        valid_to=until,
        parent="city",
        host=host,
        kind="ward",
        vi="Phường",
        en="Ward",
    )


def merged(unit: str, successor: str, *, host: str = "city") -> UnitChaptersTold:
    link = ToldLink(
        effective_on=REFORM,
        successor=successor,
        change="merge",
        share=(1, 1),
        basis="1656/NQ-UBTVQH15",
    )
    whole = chapter(date(2018, 1, 1), until=REFORM, host=host)
    return UnitChaptersTold(unit=unit, chapters=(whole,), went_to=(link,))


def living(unit: str, first: date, *, host: str = "city") -> UnitChaptersTold:
    return UnitChaptersTold(unit=unit, chapters=(chapter(first, host=host),))


@pytest_asyncio.fixture
async def tx(ward: Node) -> AsyncIterator[Transaction]:
    database = Database.at(ward.url_of("compliance"))
    async with database.transaction() as opened:
        yield opened
    await database.close()


async def units(tx: Transaction) -> list[tuple[str, date | None]]:
    return [(known.unit, known.valid_to) for known in await list_unit_versions(tx)]


async def test_the_newest_telling_stands_whatever_comes_first(tx: Transaction) -> None:
    undone = living("east", date(2018, 1, 1))

    await keep_timelines(tx, [(undone, LATER), (merged("east", "new"), NOW)])
    await keep_timelines(tx, [(merged("east", "new"), NOW)])

    assert await units(tx) == [("east", None)]
    assert await list_links(tx) == []


async def test_what_was_only_established_is_known_until_its_history_is_told(
    tx: Transaction,
) -> None:
    told = chapter(date(2018, 1, 1)).model_dump(exclude={"valid_to"}) | {"eid": "H26.1"}
    for unit in ("east", "west"):
        await learn_unit(tx, UnitEstablished(unit=unit, **told))
    before = await units(tx)

    await keep_timelines(tx, [(merged("east", "west"), NOW)])
    await keep_timelines(tx, [(UnitChaptersTold(unit="west", chapters=()), NOW)])

    assert before == [("east", None), ("west", None)]
    assert await units(tx) == [("east", REFORM)]
    [link] = await list_links(tx)
    assert (link.predecessor, link.successor, link.share_numerator) == ("east", "west", 1)


async def test_who_took_over_serves_what_ended_and_a_neighbour_does_not(
    tx: Transaction,
) -> None:
    told = [merged("east", "new", host="east"), living("new", REFORM, host="new")]
    await keep_timelines(tx, [(event, NOW) for event in told])

    tenures = await tenures_of(tx, ["east", "stranger"])

    assert await units_hosted_at(tx, "new") == {"new", "east"}
    assert await units_hosted_at(tx, "east") == {"east"}
    assert tenures.may_speak("new", "east", date(2025, 6, 1))
    assert tenures.may_speak("east", "east", date(2025, 8, 1))
    assert not tenures.may_speak("west", "east", date(2025, 6, 1))
    assert tenures.may_speak("west", "stranger", REFORM)
