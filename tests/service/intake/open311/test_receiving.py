"""Receiving: what programs send becomes a case, once, with everything that came along."""

from typing import Any

import pytest

from tests.service.intake.open311.program import TRIAL, V2, Program

pytestmark = pytest.mark.infra


async def test_what_is_sent_gets_a_number_or_a_token_and_never_both(program: Program) -> None:
    live = (await program.send()).json()[0]
    trial = (await program.send(at=TRIAL)).json()[0]

    assert "service_request_id" in live
    assert "token" not in live
    assert "token" in trial
    assert "service_request_id" not in trial


async def test_who_sends_is_told_a_code_and_a_day(program: Program) -> None:
    told = (await program.send(account_id="42")).json()[0]

    assert "E-" in told["service_notice"]
    assert "hẹn trả lời" in told["service_notice"]
    assert told["account_id"] == "42"


@pytest.mark.parametrize("place", [
    {"lat": "", "long": ""}, {"lat": "", "long": "", "address_string": "", "address_id": "7"},
    {"address_string": ""},
])  # fmt: skip
async def test_every_way_to_say_where_is_taken(program: Program, place: dict[str, str]) -> None:
    assert (await program.send(**place)).status_code == 201


async def test_a_token_stands_for_the_request_its_message_belongs_to(program: Program) -> None:
    number = await program.sent()
    rows = await program.node.rows(
        "intake", "SELECT id FROM messages WHERE case_id = $1", number
    )
    token = str(rows[0]["id"])

    assert await program.told(f"tokens/{token}") == [
        {"service_request_id": number, "token": token}
    ]


async def test_a_trial_can_be_followed_and_leaves_nothing_behind(program: Program) -> None:
    before = await program.told("requests")
    token = (await program.send(at=TRIAL)).json()[0]["token"]

    found = (await program.door.get(f"{TRIAL}/tokens/{token}.json")).json()[0]
    number = found["service_request_id"]
    one = (await program.door.get(f"{TRIAL}/requests/{number}.json")).json()[0]

    assert one["service_code"] == "env_waste"
    assert await program.told("requests") == before


async def test_sent_twice_under_one_number_it_is_one_request(program: Program) -> None:
    first = await program.sent(service_request_id_ext="A-1")
    assert await program.sent(service_request_id_ext="A-1", description="Khác") == first
    assert await program.sent(service_request_id_ext="A-2") != first


async def test_a_photo_comes_along_in_a_multipart_form(program: Program, photo: bytes) -> None:
    fields: dict[str, Any] = {
        "service_code": "env_waste", "address_string": "Chợ", "api_key": program.key
    }  # fmt: skip
    answer = await program.door.post(
        f"{V2}/requests.json", data=fields, files={"media": ("a.jpg", photo, "image/jpeg")}
    )
    number = answer.json()[0]["service_request_id"]
    rows = await program.node.rows(
        "intake",
        "SELECT photos.id FROM photos JOIN messages ON messages.id = message_id"
        " WHERE messages.case_id = $1",
        number,
    )
    assert len(rows) == 1


async def test_a_family_first_name_goes_in_joined_with_the_pair_beside_it(
    program: Program,
) -> None:
    number = await program.sent()
    rows = await program.node.rows(
        "intake",
        "SELECT full_name, given_name, family_name FROM contacts"
        " JOIN messages ON messages.id = message_id WHERE case_id = $1",
        number,
    )
    assert tuple(rows[0]) == ("Nguyễn Thị Hoa", "Hoa", "Nguyễn Thị")
