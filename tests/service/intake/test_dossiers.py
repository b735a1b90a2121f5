"""Dossiers one by one: registered, returned on time or late, never twice."""

import asyncio
from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import DOSSIERS, facts, filed, row, sent, sheet


async def test_a_dossier_becomes_a_fact_without_its_code(door: AsyncClient, node: Node) -> None:
    answer = await door.post(DOSSIERS, json=filed("H26-0001"), headers=OPERATOR)

    view = answer.json()
    assert (answer.status_code, view["on_time"]) == (201, None)
    told = await facts(node, "dossier_received", dossier_id=view["dossier_id"])
    assert told == [
        {
            "dossier_id": view["dossier_id"],
            "unit": "east",
            "procedure": "2.000815.000.00.00.H26",
            "channel": "counter",
            "received_on": "2018-09-14",
            "due_on": "2018-09-21",
        }
    ]


async def test_nobody_can_work_out_the_code_from_what_a_dossier_is_called_away(
    door: AsyncClient, node: Node
) -> None:
    await door.post(DOSSIERS, json=filed("H26-GUESS"), headers=OPERATOR)
    await sent(door, sheet(row("H26-GUESS-TOO")))

    guessed = await node.rows("intake", "SELECT id FROM dossiers WHERE code LIKE '%GUESS%'")
    assert [found["id"].version for found in guessed] == [4, 4]


async def test_what_is_known_by_its_day_alone_happened_at_noon(
    door: AsyncClient, node: Node
) -> None:
    await door.post(DOSSIERS, json=filed("H26-NOON"), headers=OPERATOR)

    rows = await node.rows(
        "intake",
        "SELECT occurred_at FROM outbox WHERE name LIKE '%dossier_received%' ORDER BY pos DESC",
    )
    assert rows[0]["occurred_at"] == datetime(2018, 9, 14, 5, tzinfo=UTC)


async def test_a_return_is_told_with_whether_it_was_on_time(
    door: AsyncClient, node: Node
) -> None:
    opened = await door.post(DOSSIERS, json=filed("H26/0002"), headers=OPERATOR)

    answer = await door.post(
        f"{DOSSIERS}/H26/0002/return", json={"returned_on": "22/09/2018"}, headers=OPERATOR
    )

    view = answer.json()
    assert (answer.status_code, view["on_time"], view["early"]) == (200, False, False)
    assert view["dossier_id"] == opened.json()["dossier_id"]
    told = await facts(node, "dossier_returned", dossier_id=view["dossier_id"])
    assert [(f["returned_on"], f["on_time"], f["early"]) for f in told] == [
        ("2018-09-22", False, False)
    ]


async def test_a_dossier_may_arrive_returned(door: AsyncClient, node: Node) -> None:
    form = filed("H26-0003", returned_on="2018-09-20")
    answer = await door.post(DOSSIERS, json=form, headers=OPERATOR)

    about = {"dossier_id": answer.json()["dossier_id"]}
    assert len(await facts(node, "dossier_received", **about)) == 1
    assert [f["early"] for f in await facts(node, "dossier_returned", **about)] == [True]


async def test_two_returns_at_once_make_one_fact(door: AsyncClient, node: Node) -> None:
    view = (await door.post(DOSSIERS, json=filed("H26-0004"), headers=OPERATOR)).json()
    form = {"returned_on": "2018-09-20"}

    answers = await asyncio.gather(
        *(
            door.post(f"{DOSSIERS}/H26-0004/return", json=form, headers=OPERATOR)
            for _ in range(4)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    told = await facts(node, "dossier_returned", dossier_id=view["dossier_id"])
    assert len(told) == 1


async def test_the_same_code_is_registered_once(door: AsyncClient, node: Node) -> None:
    answers = await asyncio.gather(
        *(door.post(DOSSIERS, json=filed("H26-0005"), headers=OPERATOR) for _ in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    view = next(answer.json() for answer in answers if answer.status_code == 201)
    told = await facts(node, "dossier_received", dossier_id=view["dossier_id"])
    assert len(told) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"received_on": "2018-02-30"}, "form-invalid"),
        ({"received_on": "hôm qua"}, "form-invalid"),
        ({"channel": "pigeon"}, "form-invalid"),
        ({"dossier_code": "hồ sơ số 1"}, "form-invalid"),
        ({"dossier_code": ""}, "form-invalid"),
        ({"received_on": "2100-01-01", "due_on": "2100-01-02"}, "date-in-future"),
        ({"due_on": "2018-09-13"}, "due-before-received"),
        ({"returned_on": "2018-09-13"}, "returned-before-received"),
        ({"unit": "west"}, "unit-not-hosted"),
    ],
)
async def test_what_cannot_be_true_is_not_registered(
    door: AsyncClient, changed: dict[str, str], code: str
) -> None:
    answer = await door.post(DOSSIERS, json=filed("H26-9999") | changed, headers=OPERATOR)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_code_nobody_registered_is_not_found(door: AsyncClient) -> None:
    answer = await door.post(
        f"{DOSSIERS}/H26-NONE/return", json={"returned_on": "2018-09-20"}, headers=OPERATOR
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "dossier-unknown")


@pytest.mark.parametrize("path", ["", "/H26-0001/return", "/import"])
async def test_dossiers_are_for_staff(door: AsyncClient, path: str) -> None:
    form = filed("H26-X") | {"returned_on": "2018-09-20"}

    answers = [await door.post(f"{DOSSIERS}{path}", json=sent) for sent in ({}, form)]

    assert [answer.json()["code"] for answer in answers] == ["sign-in-needed"] * 2


async def test_an_address_with_a_nul_is_refused_and_no_defect(door: AsyncClient) -> None:
    answer = await door.post(
        f"{DOSSIERS}/%00/return", json={"returned_on": "2018-09-20"}, headers=OPERATOR
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "text-not-keepable")
