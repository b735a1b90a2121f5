"""Campaigns: written by several, launched by who may decide, waiting for who is not known."""

import asyncio
import json
from datetime import UTC, date, datetime

import pytest
from httpx import AsyncClient

from services.registry.units.domain.units import Unit
from services.registry.units.workflows import note_unit
from shared.chassis.database import Database
from shared.kernel.places import PlaceCode, UnitCode
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.registry.movement import (
    CAMPAIGNS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    cells,
    drafted,
    duty,
    form,
    launched,
    signed_in,
)

pytestmark = pytest.mark.infra


async def told(node: Node, name: str) -> list[dict[str, object]]:
    sql = "SELECT lane, body FROM outbox WHERE name = $1 ORDER BY pos"
    rows = await node.rows("registry", sql, f"registry.{name}.v1")
    return [{"lane": row["lane"], **json.loads(row["body"])} for row in rows]


async def test_what_is_launched_is_told_to_everyone_below(
    node: Node, door: AsyncClient
) -> None:
    draft = await drafted(door, duty(due_on=None, within_days=10))
    assert await told(node, "campaign_launched") == []

    campaign = await launched(door, draft, LEADER)

    (fact,) = await told(node, "campaign_launched")
    assert (fact["lane"], fact["campaign"]) == ("down.all", draft["id"])
    assert (campaign["state"], campaign["version"]) == ("launched", 2)
    assert campaign["duties"][0]["due_on"] is not None
    assert await cells(door, draft["id"], "east") == {"D1": "waiting"}


async def test_an_officer_writes_and_only_a_leader_launches(door: AsyncClient) -> None:
    draft = await drafted(door)
    address = f"{CAMPAIGNS}/{draft['id']}"

    officer = await door.post(f"{address}/launch", json={"version": 1})
    signed_in(door, NEIGHBOUR)
    neighbour = await door.get(address)
    listed = (await door.get(CAMPAIGNS)).json()["campaigns"]
    door.cookies.clear()
    stranger = await door.get(address)
    signed_in(door, OFFICER)

    assert (officer.status_code, officer.json()["code"]) == (403, "not-yours")
    assert (neighbour.status_code, neighbour.json()["code"]) == (403, "not-yours")
    assert draft["id"] not in {one["id"] for one in listed}
    assert stranger.status_code in {401, 403}


async def test_of_two_who_edit_at_once_the_second_is_told(door: AsyncClient) -> None:
    draft = await drafted(door)
    address = f"{CAMPAIGNS}/{draft['id']}"
    edits = [form(title=f"Bản của người thứ {n}") | {"version": 1} for n in range(8)]

    answers = await asyncio.gather(*(door.put(address, json=edit) for edit in edits))

    codes = sorted(answer.status_code for answer in answers)
    kept = (await door.get(address)).json()
    (first,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert codes == [200] + [409] * 7
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"draft-changed"}
    assert (kept["title"], kept["version"]) == (first["title"], 2)


async def test_what_was_edited_after_the_leader_looked_is_not_launched(
    door: AsyncClient,
) -> None:
    draft = await drafted(door)
    address = f"{CAMPAIGNS}/{draft['id']}"
    await door.put(address, json=form(title="Sửa sau") | {"version": 1})

    signed_in(door, LEADER)
    refused = await door.post(f"{address}/launch", json={"version": 1})
    signed_in(door, OFFICER)

    assert (refused.status_code, refused.json()["code"]) == (409, "draft-changed")


async def test_the_same_draft_sent_twice_is_written_once(door: AsyncClient) -> None:
    key = {"Idempotency-Key": "draft of the test"}
    once, twice = [await door.post(CAMPAIGNS, json=form(), headers=key) for _ in range(2)]

    assert once.json() == twice.json()


async def test_a_campaign_waits_for_a_unit_nobody_has_told_of(
    node: Node, door: AsyncClient
) -> None:
    draft = await drafted(door, duty(units=["truong-moi"]))
    campaign = await launched(door, draft, LEADER)
    waiting = await cells(door, campaign["id"], "truong-moi")
    shown = (await door.get(f"{CAMPAIGNS}/{campaign['id']}")).json()

    school = Unit(
        code=UnitCode("truong-moi"),
        parent=UnitCode("east"),
        host=PlaceCode("east"),
        kind="school",
        vi="Trường mới",
        en="New school",
        valid_from=date(2026, 1, 1),
    )
    database = Database.at(node.url_of("registry"))
    async with database.transaction() as tx:
        await note_unit(tx, school, told_at=datetime.now(UTC))
    await database.close()

    assert (waiting, shown["awaited"]) == ({"D1": "waiting_for_unit"}, ["truong-moi"])
    await eventually(lambda: cells(door, campaign["id"], "truong-moi"), shows={"D1": "waiting"})


async def test_a_campaign_that_is_over_takes_nothing_more_in(
    node: Node, door: AsyncClient
) -> None:
    campaign = await launched(door, await drafted(door), LEADER)
    address = f"{CAMPAIGNS}/{campaign['id']}/close"
    signed_in(door, LEADER)
    first, second = [await door.post(address) for _ in range(2)]
    signed_in(door, OFFICER)

    assert (first.status_code, first.json()["state"]) == (200, "closed")
    assert (second.status_code, second.json()["code"]) == (409, "campaign-not-running")
    assert [fact["campaign"] for fact in await told(node, "campaign_closed")] == [
        campaign["id"]
    ]


async def test_a_unit_of_another_node_launches_nothing_here(door: AsyncClient) -> None:
    answer = await door.post(CAMPAIGNS, json=form(issuer="city"))

    assert (answer.status_code, answer.json()["code"]) == (422, "unit-not-hosted")
