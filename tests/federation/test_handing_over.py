"""A case goes from ward to ward through the district, and only the wards can read it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.launcher.postgres import Postgres, temporary_postgres
from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.federation.living import Living, living
from tests.federation.searching import (
    found_in,
    found_in_files,
    found_in_streams,
    found_in_tables,
)
from tests.federation.speaking import last_fact, say
from tests.nodes import OPERATOR, make_template
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra

NODES = ("city", "district", "east", "west")
BETWEEN = ("district", "city")
KNOWN = "SELECT DISTINCT host FROM known_keys ORDER BY host"
HOSTS = "SELECT DISTINCT host FROM known_chapters ORDER BY host"
FEEDBACK = "/api/intake/v1/feedback"
NAME, PHONE, MAIL = "Nguyễn Thị Hoài Thương", "+84912345678", "hoai.thuong@thu.example"
WORDS = "Nước thải tràn vào sân nhà tôi từ tối qua, nhà có cháu nhỏ đang ốm."
ADDRESS = "Nhà số 7, ngách 12, ngõ Hoa Sữa"
SECRETS = [NAME, PHONE, PHONE[3:], MAIL, WORDS[:24], WORDS[25:60], ADDRESS]
SENT: dict[str, Any] = {
    "text": WORDS,
    "category": "urban_order",
    "visibility": "confidential",
    "address": ADDRESS,
    "contact": {"full_name": NAME, "phone": PHONE, "email": MAIL},
}


@pytest_asyncio.fixture(scope="module")
async def district_server() -> AsyncIterator[Postgres]:
    """A Postgres of the district alone, so that its files are nobody else's."""
    async with temporary_postgres() as server:
        await make_template(server.url())
        yield server


@pytest_asyncio.fixture(scope="module")
async def home(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str, district_server: Postgres
) -> AsyncIterator[Living]:
    """City, district and two wards; every node knows who serves whom, and everybody's key."""
    apart = {"district": district_server.url()}
    folder = tmp_path_factory.mktemp("sealed")
    async with living(folder, admin_url, admin_urls=apart) as alive:
        for code in NODES:
            others = tuple(other for other in NODES if other != code)
            await eventually(lambda code=code: hosts_at(alive, code, HOSTS), shows=NODES)
            await eventually(lambda code=code: hosts_at(alive, code, KNOWN), shows=others)
        yield alive


async def hosts_at(home: Living, code: str, query: str) -> tuple[str, ...]:
    rows = await home.nodes[code].rows("intake", query)
    return tuple(row[0] for row in rows)


async def sent_to(home: Living, ward: str) -> dict[str, Any]:
    """A citizen writes to a ward."""
    answer = await home.clients[ward].post(FEEDBACK, json=SENT)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def do(home: Living, ward: str, way: str, **told: Any) -> dict[str, Any]:
    """An officer takes a step with a case."""
    answer = await home.clients[ward].post(f"{FEEDBACK}/{way}", json=told, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def stands(home: Living, node: str, code: str) -> str:
    """The state of a case at a node, as anybody with its code sees it."""
    answer = await home.clients[node].get(f"{FEEDBACK}/{code}")
    return str(answer.json()["state"]) if answer.status_code == 200 else "unknown here"


async def where(home: Living, node: str, code: str) -> str:
    """Where a node says that a case is, and how far it has come there."""
    answer = await home.clients[node].get(f"{FEEDBACK}/{code}/whereabouts")
    told = answer.json()
    if answer.status_code != 200:
        return "unknown here"
    taken = "taken over" if told["is_taken_over"] else "on its way"
    return f"{told['unit']} {taken} {told['stands']}".strip()


async def contacts_at(home: Living, node: str, code: str) -> list[tuple[str, str, str]]:
    query = """
        SELECT full_name, phone, email FROM contacts JOIN messages ON id = message_id
        WHERE case_id = (SELECT id FROM feedback WHERE number = $1)"""
    rows = await home.nodes[node].rows("intake", query, code[-9:].replace("-", ""))
    return [tuple(row) for row in rows]


async def data_of(home: Living, node: str) -> Path:
    """The folder of a node's whole Postgres: tables, indexes, and what it is about to write."""
    connection = await asyncpg.connect(home.nodes[node].admin_url)
    folder = await connection.fetchval("SHOW data_directory")
    await connection.close()
    return Path(folder)


async def test_a_case_is_read_where_it_goes_and_not_on_its_way(home: Living) -> None:
    case = await sent_to(home, "east")
    code = case["tracking_code"]
    assert await do(home, "east", f"{code}/acknowledge")

    sent = await do(
        home, "east", f"{code}/hand-over", to_unit="west", words="Gọi giúp nhà này."
    )

    assert sent["state"] == "sent"
    await eventually(lambda: stands(home, "west", code), shows="acknowledged")
    taken = (await home.clients["west"].get(f"{FEEDBACK}/{code}")).json()
    assert (taken["due_on"], taken["received_on"]) == (case["due_on"], case["received_on"])
    assert await contacts_at(home, "west", code) == [(NAME, PHONE, MAIL)]
    words = await home.clients["west"].get(f"{FEEDBACK}/{code}/words", headers=OPERATOR)
    assert words.json()["text"] == WORDS
    await eventually(lambda: where(home, "east", code), shows="west taken over")
    assert await where(home, "district", code) == "west taken over"
    await do(home, "west", f"{code}/resolve", words="Đã thông cống lúc 9 giờ sáng nay.")
    await eventually(lambda: where(home, "east", code), shows="west taken over resolved")

    for node in BETWEEN:
        assert await found_in_tables(home.nodes[node], SECRETS) == {}
        assert await found_in_streams(home.nodes[node], SECRETS) == {}
        assert found_in_files(home.nodes[node].folder, SECRETS) == {}
    assert found_in_files(await data_of(home, "district"), SECRETS) == {}
    assert set(await found_in_tables(home.nodes["west"], SECRETS)) >= {"intake.contacts"}


async def test_the_searcher_finds_what_is_there(home: Living, tmp_path: Path) -> None:
    planted = "Kim rơi đáy bể số 0999"
    node = home.nodes["district"]
    park = """
        INSERT INTO parked (reader, subject, headers, payload, stream, stream_seq, code, reason)
        VALUES ('planted', 'x', '{}', $1, 'x', 1, 'x', 'x')"""
    await node.rows("intake", park, planted.encode() + b"." * 9000)  # long: it is compressed
    await node.rows("intake", park, planted.encode())
    nc = await node.connect()
    await nc.jetstream().publish("ev.test.planted.v1", planted.encode() + b" " * 5000)
    await nc.close()
    (tmp_path / "x.log").write_text(planted, "utf-16-le")

    assert await found_in_tables(node, [planted]) == {"intake.parked": {planted}}
    assert await found_in_streams(node, [planted]) == {"EV": {planted}}
    assert found_in_files(await data_of(home, "district"), [planted]) != {}
    assert found_in_files(tmp_path, [planted]) == {"x.log": {planted}}
    assert found_in(b"..." + uuid4().bytes, [planted]) == set()
    await node.rows("intake", "DELETE FROM parked WHERE reader = 'planted'")


async def decided_at(home: Living, node: str) -> dict[str, Any]:
    """What a node has to decide, by the unit that holds it."""
    answer = await home.clients[node].get("/api/intake/v1/decisions", headers=OPERATOR)
    return {one["holder"]: one for one in answer.json()["decisions"]}


async def test_after_two_bounces_the_parent_decides_and_its_word_holds(home: Living) -> None:
    code = (await sent_to(home, "east"))["tracking_code"]
    for bouncing in ("west", "district"):
        await do(home, "east", f"{code}/hand-over", to_unit=bouncing)
        await eventually(lambda to=bouncing: stands(home, to, code), shows="received")
        await do(home, bouncing, f"{code}/hand-back")
        await eventually(lambda: stands(home, "east", code), shows="in_progress")
    path = f"{FEEDBACK}/{code}/hand-over"
    told = {"to_unit": "west"}
    refused = await home.clients["east"].post(path, json=told, headers=OPERATOR)
    assert (refused.status_code, refused.json()["code"]) == (409, "superior-decides")

    asked = (await decided_at(home, "district"))["east"]
    assert [bounce["unit"] for bounce in asked["bounces"]] == ["west", "district"]
    decision = f"/api/intake/v1/decisions/{asked['feedback_id']}"
    made = await home.clients["district"].post(
        decision, json={"unit": "west"}, headers=OPERATOR
    )
    assert made.status_code == 200, made.text

    await eventually(lambda: where(home, "east", code), shows="west taken over")
    assert await stands(home, "west", code) == "received"
    back = await home.clients["west"].post(
        f"{FEEDBACK}/{code}/hand-back", json={}, headers=OPERATOR
    )
    assert (back.status_code, back.json()["code"]) == (409, "superior-has-decided")


async def test_the_district_may_be_down_for_a_while(home: Living) -> None:
    await home.kill_services("district")
    await home.nodes["district"].kill_broker()
    code = (await sent_to(home, "east"))["tracking_code"]

    assert (await do(home, "east", f"{code}/hand-over", to_unit="west"))["state"] == "sent"
    assert await where(home, "east", code) == "west on its way"
    await home.nodes["district"].start_broker()
    await home.start_services("district")

    await eventually(lambda: stands(home, "west", code), shows="received", within_seconds=150)
    await eventually(lambda: where(home, "east", code), shows="west taken over")


async def test_said_again_a_case_is_taken_over_once(home: Living) -> None:
    code = (await sent_to(home, "east"))["tracking_code"]
    way = await do(home, "east", f"{code}/hand-over", to_unit="west")
    await eventually(lambda: where(home, "east", code), shows="west taken over")
    message = await last_fact(home, "east", "up.intake.feedback_handed_over.v1")
    for _ in range(3):
        fresh = str(uuid4())
        message["headers"] |= {"Nats-Msg-Id": fresh, "ce-id": fresh}
        await say(home, "east", message)
    last = (await sent_to(home, "east"))["tracking_code"]
    await do(home, "east", f"{last}/hand-over", to_unit="west")
    await eventually(lambda: where(home, "east", last), shows="west taken over")

    counted = "SELECT count(*) FROM handovers WHERE id::text = $1"
    told = """
        SELECT count(*) FROM outbox WHERE name = 'intake.feedback_taken_over.v1'
        AND encode(body, 'escape') LIKE '%' || $1 || '%' AND lane = 'up'"""
    west = home.nodes["west"]
    assert (await west.rows("intake", counted, way["id"]))[0][0] == 1
    assert (await west.rows("intake", told, way["id"]))[0][0] == 1


async def test_without_a_key_it_waits_and_says_so(home: Living) -> None:
    await home.nodes["east"].rows("intake", "DELETE FROM known_keys WHERE host = 'west'")
    code = (await sent_to(home, "east"))["tracking_code"]

    way = await do(home, "east", f"{code}/hand-over", to_unit="west")

    assert (way["state"], way["why"]) == ("waiting", "key_unknown")
    await home.clients["west"].post("/api/intake/v1/node-keys", headers=OPERATOR)
    await eventually(lambda: where(home, "east", code), shows="west taken over")


async def test_a_node_that_lost_its_key_is_sealed_to_anew(home: Living) -> None:
    age = "UPDATE node_keys SET made_at = made_at - interval '1 day'"
    await home.nodes["west"].rows("intake", age)
    lose = "UPDATE node_keys SET id = gen_random_uuid()"
    await home.nodes["west"].rows("intake", lose)
    code = (await sent_to(home, "east"))["tracking_code"]

    await do(home, "east", f"{code}/hand-over", to_unit="west")

    await eventually(lambda: where(home, "east", code), shows="west taken over")


async def test_what_nobody_took_over_comes_back(home: Living) -> None:
    await home.kill_services("west")
    code = (await sent_to(home, "east"))["tracking_code"]
    await do(home, "east", f"{code}/hand-over", to_unit="west")

    way = await do(home, "east", f"{code}/withdraw-hand-over")

    assert way["state"] == "withdrawing"
    await home.start_services("west")
    await eventually(lambda: whose(home, code), shows=True)


async def whose(home: Living, code: str) -> bool:
    """Whether exactly one of the two wards has the case, and both know which."""
    east, west = await asyncio.gather(stands(home, "east", code), stands(home, "west", code))
    at = await where(home, "east", code)
    is_back = east == "in_progress" and west in {"unknown here", "handed_over"}
    is_there = east == "handed_over" and west == "received" and at == "west taken over"
    return is_back or is_there


APPEALED = "Thợ đến xem rồi về, cống vẫn tắc nguyên như cũ."


async def appeals_at(home: Living, node: str) -> str:
    """The page of appeals of a node, as its leader sees it."""
    sign_in(home.clients[node], somebody(Role.LEADER, node))
    return (await home.clients[node].get("/cases/appeals")).text


async def test_an_appeal_goes_up_sealed_and_comes_home_with_a_new_day(home: Living) -> None:
    code = (await sent_to(home, "east"))["tracking_code"]
    await do(home, "east", f"{code}/resolve", words="Đã xử lý.")
    await do(home, "east", f"{code}/rate", rating=1)
    filed = await home.clients["east"].post(
        f"{FEEDBACK}/{code}/appeal", json={"words": APPEALED}
    )
    assert (filed.status_code, filed.json()["to_unit"]) == (201, "district")

    await eventually(lambda: appeals_at(home, "district"), shows="/cases/appeals/")
    door = home.clients["district"]
    listed = await appeals_at(home, "district")
    path = "/cases/appeals/" + listed.split("/cases/appeals/", 1)[1][:36]
    page = await door.get(path)
    assert APPEALED in page.text
    assert await found_in_tables(home.nodes["district"], [APPEALED]) == {}
    day = datetime.now(CIVIC_TIME).date() + timedelta(days=9)
    told = {"outcome": ["uphold"], "until": [f"{day:%d/%m/%Y}"], "words": ["Làm lại."]}
    made = await door.post(path, data=fields_of(page.text, path) | told)
    assert made.status_code == 303, made.text

    await eventually(lambda: stands(home, "east", code), shows="in_progress")
    case = (await home.clients["east"].get(f"{FEEDBACK}/{code}")).json()
    assert case["promised_on"] == day.isoformat()
