"""Messages written down by others: hotline, 1022, paper; one by one, or a list in whole."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.intake.channels.catalogue import the_channels
from shared.kernel.roles import Role
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import taken_in
from tests.signing_in import sign_in, sign_out, somebody

MESSAGES = "/api/intake/v1/messages"
CALL = {"channel": "hotline", "text": "Đèn đường ngõ 5 hỏng", "category": "infra_light"}
HEADER = "external_ref,channel,received_on,text,category,phone"
TODAY = datetime.now(UTC).date()


async def brought(door: AsyncClient, **changed: Any) -> Response:
    return await door.post(MESSAGES, json=CALL | changed, headers=OPERATOR)


async def imported(door: AsyncClient, *rows: str, header: str = HEADER) -> dict[str, Any]:
    content = "\n".join((header, *rows, "")).encode()
    answer = await door.post(
        f"{MESSAGES}/import", files={"file": ("1022.csv", content)}, headers=OPERATOR
    )
    assert answer.status_code == 200, answer.text
    last: dict[str, Any] = json.loads(answer.text.splitlines()[-1])
    return last


async def kept(node: Node, ref: str) -> list[Any]:
    return list(
        await node.rows("intake", "SELECT * FROM messages WHERE external_ref LIKE $1", ref)
    )


async def test_a_call_becomes_a_case_of_its_channel(door: AsyncClient, node: Node) -> None:
    answer = await brought(door, external_ref="goi-1")

    assert answer.status_code == 201, answer.text
    (message,) = await kept(node, "goi-1")
    assert (message["channel"], message["text"]) == ("hotline", CALL["text"])


async def test_the_same_call_brought_twice_is_one(door: AsyncClient, node: Node) -> None:
    first, again = [await brought(door, external_ref="goi-2") for _ in range(2)]

    assert first.json()["tracking_code"] == again.json()["tracking_code"]
    assert len(await kept(node, "goi-2")) == 1


async def test_the_promise_runs_from_the_day_of_receipt(door: AsyncClient) -> None:
    day = TODAY - timedelta(days=20)

    answer = await brought(door, received_on=day.isoformat())

    assert answer.json()["received_on"] == day.isoformat()
    assert answer.json()["due_on"] < (TODAY + timedelta(days=15)).isoformat()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"channel": "pigeon"}, "channel-unknown"),
        ({"channel": "email"}, "channel-unknown"),
        ({"received_on": (TODAY + timedelta(days=3)).isoformat()}, "received-in-future"),
        ({"received_on": "2020-01-01"}, "received-too-long-ago"),
        ({"text": " "}, "feedback-empty"),
        ({"unit": "west"}, "unit-not-hosted"),
        ({"tracking_code": "E-2222-2222"}, "feedback-unknown"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    door: AsyncClient, changed: dict[str, Any], code: str
) -> None:
    assert (await brought(door, **changed)).json()["code"] == code


async def test_a_call_about_a_case_belongs_to_it(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)

    answer = await brought(door, external_ref="goi-3", tracking_code=code)

    (message,) = await kept(node, "goi-3")
    assert answer.status_code == 201
    assert not message["opened"]


async def test_without_a_subject_one_is_guessed(door: AsyncClient) -> None:
    answer = await brought(door, category="", text="Chợ cóc lấn chiếm vỉa hè, bán hàng rong")

    assert answer.json()["category"] == "urban_order"


async def test_only_who_may_work_for_the_unit_brings_messages(door: AsyncClient) -> None:
    for who, status in (
        (somebody(Role.OFFICER), 201),
        (somebody(Role.AUDITOR), 403),
        (somebody(Role.OFFICER, "west"), 403),
    ):
        sign_in(door, who)
        assert (await door.post(MESSAGES, json=CALL)).status_code == status
        sign_out(door)
    assert (await door.post(MESSAGES, json=CALL)).status_code == 401


async def test_a_list_is_taken_in_and_a_second_time_brings_nothing(
    door: AsyncClient, node: Node
) -> None:
    rows = [
        f"pa-{n},portal_1022,{TODAY},Rác tồn {n} ngày,env_waste,0912345678" for n in range(30)
    ]

    assert await imported(door, *rows) == {"stage": "done", "rows": 30}
    assert await imported(door, *rows) == {"stage": "done", "rows": 0}
    assert len(await kept(node, "pa-%")) == 30


async def test_of_a_list_with_a_bad_row_nothing_is_taken(door: AsyncClient, node: Node) -> None:
    end = await imported(
        door,
        f"pb-1,portal_1022,{TODAY},Rác tồn,env_waste,0912345678",
        f"pb-2,pigeon,{TODAY},Rác tồn,env_waste,",
        f"pb-3,portal_1022,{TODAY},,env_waste,",
    )

    assert end["stage"] == "refused"
    assert {(error["row"], error["column"]) for error in end["errors"]} == {
        (3, "channel"),
        (4, "text"),
    }
    assert await kept(node, "pb-%") == []


async def test_what_only_the_ward_can_know_is_told_row_by_row_too(
    door: AsyncClient, node: Node
) -> None:
    end = await imported(
        door,
        f"pc-1,hotline,{TODAY},Rác tồn,env_waste,0912345678",
        f"pc-2,hotline,{TODAY},Rác tồn,weather,",
        f"pc-3,hotline,{TODAY},Rác tồn,env_waste,12",
    )

    assert [(error["row"], error["code"]) for error in end["errors"]] == [
        (3, "CategoryUnknown"),
        (4, "PhoneUnreadable"),
    ]
    assert await kept(node, "pc-%") == []


def test_the_channels_are_those_of_the_domain_reference() -> None:
    codes = [channel.code for channel in the_channels()]

    assert len(codes) == len(set(codes))
    assert {"hotline", "portal_1022", "press_media", "letter", "suggestion_box"} <= set(codes)
