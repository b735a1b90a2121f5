"""A working year is published, and open promises follow it, each once, whatever dies."""

import contextlib
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest_asyncio
from httpx import AsyncClient

from services.intake.calendars.workflows import recount_some
from shared.chassis.database import Database, driver
from shared.chassis.outage import Outage
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import DOSSIERS, facts, filed, taken_in

CALENDAR = "/api/intake/v1/calendar"
FIXED = ("01-01", "04-30", "05-01", "09-02")


@pytest_asyncio.fixture(scope="module")
async def codes(door: AsyncClient) -> list[str]:
    """Cases received before any year was published; whoever wrote the first can be told."""
    contact = {"email": "hoa@example.vn"}
    first = await taken_in(door, visibility="named", contact=contact)  # type: ignore[arg-type]
    return [first, *[await taken_in(door) for _ in range(30)]]


async def year_of(door: AsyncClient, number: int) -> dict[str, Any]:
    """A year as it is known, or the least that can be published of it."""
    told: list[dict[str, Any]] = (await door.get(f"{CALENDAR}/{number}")).json()
    if told:
        return {key: value for key, value in told[0].items() if key != "in_force_at"}
    days = [{"day": f"{number}-{day}", "kind": "holiday"} for day in FIXED]
    return {"year": number, "version": 0, "source": "TB 1/TB-BNV", "days": days}


async def published(door: AsyncClient, year: dict[str, Any]) -> dict[str, Any]:
    answer = await door.post(CALENDAR, json=year, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def with_holiday(year: dict[str, Any], day: str) -> dict[str, Any]:
    days = [*year["days"], {"day": day, "kind": "holiday"}]
    return year | {"version": year["version"] + 1, "days": days}


async def recounted(node: Node) -> None:
    """The recount to its end, as if some time had passed."""
    database, more = Database.at(node.url_of("intake")), True
    later = datetime.now(UTC) + timedelta(minutes=1)
    while more:
        async with database.transaction() as tx:
            more = await recount_some(tx, place=node.place, now=later)
    await database.close()


async def due_of(door: AsyncClient, code: str) -> str:
    due: str = (await door.get(f"/api/intake/v1/feedback/{code}")).json()["due_on"]
    return due


async def moves_of(node: Node, version: str) -> list[asyncpg.Record]:
    """Every move of a promise that one version of a year has caused."""
    return await node.rows(
        "intake",
        "SELECT subject_id, old_on, new_on, reason FROM clock_moves"
        " WHERE clock = 'resolve' AND cause = $1",
        version,
    )


async def told_later(node: Node) -> int:
    """How many notices say that it takes longer."""
    return len(await node.rows("intake", "SELECT FROM notices WHERE kind = 'due_moved'"))


async def test_a_promise_follows_a_new_year_and_comes_back_and_only_waiting_is_told(
    door: AsyncClient, node: Node, codes: list[str]
) -> None:
    due = await due_of(door, codes[0])
    year = await year_of(door, int(due[:4]))
    version, told = year["version"], await told_later(node)

    assert (await published(door, with_holiday(year, due)))["is_new"]
    assert not (await published(door, with_holiday(year, due)))["is_new"]
    await recounted(node)
    await recounted(node)

    assert {await due_of(door, code) > due for code in codes} == {True}
    assert await told_later(node) == told + 1, "only one of them can be reached"

    await published(door, year | {"version": version + 2})
    await recounted(node)

    assert {await due_of(door, code) for code in codes} == {due}
    assert len(await moves_of(node, f"{year['year']}.{version + 2}")) == len(codes)
    assert await told_later(node) == told + 1, "nobody is bothered when it takes less long"


async def test_whatever_dies_in_between_each_case_moves_exactly_once(
    door: AsyncClient, node: Node, codes: list[str]
) -> None:
    due = await due_of(door, codes[0])
    year = await year_of(door, int(due[:4]))
    version = year["version"] + 1
    await published(door, with_holiday(year, due))
    dice, deaths, is_done = random.Random(8), 0, False

    while not is_done:
        try:
            is_done = await _batch_and_die(node, dice)
        except Outage:
            deaths += 1

    moves = await moves_of(node, f"{year['year']}.{version}")
    moved = sorted(str(move["subject_id"]) for move in moves)
    told = await facts(node, "feedback_due_moved", clock="resolve")
    this = [fact for fact in told if fact["calendar_version"] == version]
    assert deaths > 5
    assert len(set(moved)) == len(moved) == len(codes)
    assert sorted(fact["feedback_id"] for fact in this) == moved
    assert {(f["old_on"], f["new_on"], f["why"], f["judged"]) for f in this} == {
        (due, await due_of(door, codes[-1]), "calendar", True)
    }


async def _batch_and_die(node: Node, dice: random.Random) -> bool:
    """A batch of three cases; half the time the connection is cut before the commit."""
    database = Database.at(node.url_of("intake"))
    try:
        async with database.transaction() as tx:
            later = datetime.now(UTC) + timedelta(minutes=1)
            more = await recount_some(tx, place=node.place, now=later, most=3)
            if more and dice.random() < 0.6:
                pid = (await driver(tx)).get_server_pid()
                await node.rows("intake", "SELECT pg_terminate_backend($1)", pid)
    finally:
        with contextlib.suppress(Outage):
            await database.close()
    return not more


async def test_a_dossier_whose_date_was_counted_follows_a_new_year(
    door: AsyncClient, node: Node
) -> None:
    today = node.place.day_of(datetime.now(UTC))
    form = filed("H26-CALENDAR", received_on=today.isoformat())
    counted = {key: value for key, value in form.items() if key != "due_on"}
    opened = await door.post(
        DOSSIERS, json=counted | {"procedure_code": "1.004873"}, headers=OPERATOR
    )
    assert opened.status_code == 201, opened.text
    due = opened.json()["due_on"]
    year = await year_of(door, int(due[:4]))

    await published(door, with_holiday(year, due))
    await recounted(node)

    [fact] = await facts(node, "dossier_due_moved", dossier_id=opened.json()["dossier_id"])
    assert (fact["old_on"], fact["calendar_version"]) == (due, year["version"] + 1)
    assert date.fromisoformat(fact["new_on"]) > date.fromisoformat(due)
    assert fact["promised_on"] == fact["new_on"]


async def test_only_who_administers_publishes_and_half_a_year_is_refused(
    door: AsyncClient,
) -> None:
    year = await year_of(door, 2031)
    stranger = await door.post(CALENDAR, json=year | {"version": 1})
    assert stranger.status_code in {401, 403}

    half = year | {"version": 1, "days": year["days"][1:]}
    refused = await door.post(CALENDAR, json=half, headers=OPERATOR)
    assert refused.status_code == 422
    assert "01/01/2031" in refused.json()["detail"]


async def test_a_version_is_never_published_with_other_days(door: AsyncClient) -> None:
    year = await year_of(door, 2032) | {"version": 1}
    await published(door, year)

    other = year | {"days": [*year["days"], {"day": "2032-02-10", "kind": "holiday"}]}
    assert (await door.post(CALENDAR, json=other, headers=OPERATOR)).status_code == 409
    await published(door, other | {"version": 2})
    assert (await door.post(CALENDAR, json=year, headers=OPERATOR)).status_code == 409
