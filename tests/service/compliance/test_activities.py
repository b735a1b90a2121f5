"""Recording activities: by hand or by file, counted once, told upward."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.chassis.access import CSRF_HEADER, Principal
from shared.kernel.roles import Role
from tests.nodes import OPERATOR, Node
from tests.service.importing import refusals, send
from tests.signing_in import ACCESS, sign_in, somebody

ACTIVITIES = "/api/compliance/v1/activities"
IMPORT = f"{ACTIVITIES}/import"
HEADER = "unit,kind,held_on,count,planned\n"
FIRST = "east,mediations_held,2018-09-28,3,5\n"
SECOND = "east,mediations_succeeded,2018-09-28,2,\n"
HELD = {"kind": "house_repairs", "held_on": "2018-09-28", "count": 2}
TOLD = "SELECT body FROM outbox WHERE name = 'compliance.activity_recorded.v1' ORDER BY pos"


async def told(ward: Node) -> list[dict[str, object]]:
    return [json.loads(row["body"]) for row in await ward.rows("compliance", TOLD)]


async def test_an_activity_is_recorded_and_told(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        answer = await client.post(ACTIVITIES, json=HELD, headers=OPERATOR)

    assert answer.status_code == 201
    (fact,) = await told(ward)
    assert fact == HELD | answer.json() | {"unit": "east", "planned": None}


async def test_the_same_key_records_once(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        key = OPERATOR | {"Idempotency-Key": "form-1"}
        posts = (client.post(ACTIVITIES, json=HELD, headers=key) for _ in range(5))
        answers = {answer.text for answer in await asyncio.gather(*posts)}
        other = await client.post(ACTIVITIES, json=HELD | {"count": 9}, headers=key)

    assert len(answers) == len(await told(ward)) == 1
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "parade"}, "kind-unknown"),
        ({"count": -1}, "count-impossible"),
        ({"planned": -1}, "count-impossible"),
        ({"unit": "west"}, "unit-not-hosted"),
        ({"held_on": "2018-02-30"}, "form-invalid"),
    ],
)
async def test_what_cannot_have_been_is_refused(
    ward: Node, change: dict[str, object], code: str
) -> None:
    async with ward.serving("compliance") as client:
        answer = await client.post(ACTIVITIES, json=HELD | change, headers=OPERATOR)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await told(ward) == []


async def test_staff_of_the_place_record_and_a_neighbour_does_not(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        principal = sign_in(client, somebody(Role.OFFICER, ward.place.code))
        recorded = await client.post(ACTIVITIES, json=HELD)
        client.headers.pop(CSRF_HEADER)
        forged = await client.post(ACTIVITIES, json=HELD)
        machine = {"Authorization": f"Bearer {token_of(principal)}"}
        client.cookies.clear()
        by_machine = await client.post(ACTIVITIES, json=HELD, headers=machine)
        sign_in(client, somebody(Role.OFFICER, "west"))
        neighbour = await client.post(ACTIVITIES, json=HELD)
        sign_in(client, somebody(Role.AUDITOR, ward.place.code))
        reader = await client.post(ACTIVITIES, json=HELD)

    assert (recorded.status_code, by_machine.status_code) == (201, 201)
    assert forged.json()["code"] == "form-from-elsewhere"
    assert (neighbour.json()["code"], reader.json()["code"]) == ("not-yours", "not-yours")


def token_of(principal: Principal) -> str:
    machine = replace(principal, session=uuid4())
    return ACCESS.sessions.token(machine, until=datetime.now(UTC) + timedelta(days=1))


async def test_tomorrow_is_not_recorded_and_only_operators_record(ward: Node) -> None:
    tomorrow = ward.place.day_of(datetime.now(UTC)) + timedelta(days=1)
    async with ward.serving("compliance") as client:
        form = HELD | {"held_on": tomorrow.isoformat()}
        early = await client.post(ACTIVITIES, json=form, headers=OPERATOR)
        stranger = await client.post(ACTIVITIES, json=HELD)

    assert early.json()["code"] == "date-in-future"
    assert stranger.status_code == 401


async def test_a_file_goes_in_whole_and_each_row_is_told(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        lines = await send(client, IMPORT, HEADER + FIRST + SECOND)

    assert lines[-1] == {"stage": "done", "rows": 2}
    assert [(fact["kind"], fact["count"], fact["planned"]) for fact in await told(ward)] == [
        ("mediations_held", 3, 5),
        ("mediations_succeeded", 2, None),
    ]


async def test_every_error_is_named_and_nothing_goes_in(ward: Node) -> None:
    wrong = "west,parade,31/09/2018,-1,x\n"
    async with ward.serving("compliance") as client:
        lines = await send(client, IMPORT, HEADER + FIRST + wrong + FIRST)

    assert refusals(lines) == [
        (3, "unit", "UnitNotHosted"),
        (3, "kind", "KindUnknown"),
        (3, "held_on", "DateImpossible"),
        (3, "count", "CountUnreadable"),
        (3, "planned", "CountUnreadable"),
        (4, "unit", "RowRepeated"),
    ]
    assert await told(ward) == []


async def test_the_same_file_is_taken_once(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        ends = await asyncio.gather(*(send(client, IMPORT, HEADER + FIRST) for _ in range(4)))

    assert sorted(lines[-1]["stage"] for lines in ends) == ["done"] + ["refused"] * 3
    assert len(await told(ward)) == 1


async def test_a_file_grown_by_a_row_does_not_count_the_old_rows_again(ward: Node) -> None:
    async with ward.serving("compliance") as client:
        await send(client, IMPORT, HEADER + FIRST)
        grown = await send(client, IMPORT, HEADER + SECOND + FIRST)

    assert refusals(grown) == [(3, "held_on", "RowImportedBefore")]
    assert len(await told(ward)) == 1
