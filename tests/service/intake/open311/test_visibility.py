"""Visibility: what strangers read of a case, what its bringer reads, and what nobody does."""

from typing import Any

import pytest
from httpx import AsyncClient

from services.intake.open311.domain.requests import WITHHELD
from tests.nodes import OPERATOR
from tests.service.intake.open311.program import HOLE, V2, Program, program_with_key

pytestmark = pytest.mark.infra

WORDS, PLACE = "Rác đổ trộm sau chợ", "Ngõ 12, phố Sài Đồng"


async def case_code(program: Program, number: str) -> str:
    rows = await program.node.rows(
        "intake", "SELECT number FROM feedback WHERE id = $1", number
    )
    return str(rows[0]["number"])


async def publish(program: Program, number: str, **form: str) -> int:
    code = await case_code(program, number)
    address = f"/api/intake/v1/feedback/{code}/publish"
    return (await program.door.post(address, json=form, headers=OPERATOR)).status_code


def gives_away(one: dict[str, Any]) -> bool:
    told = str(one)
    return any(word in told for word in (WORDS, PLACE, "21.02", "Hoa", "hoa.nguyen"))


async def test_strangers_read_no_word_that_was_not_published(program: Program) -> None:
    number = await program.sent()

    one = await program.one(number, extensions="true")

    assert one["description"] == WITHHELD
    assert not gives_away(one)
    assert not any(gives_away(other) for other in await program.told("requests"))


async def test_what_an_officer_published_is_read_by_anybody_without_a_name(
    program: Program,
) -> None:
    number = await program.sent()
    assert await publish(program, number, words="Rác sau chợ") == 200

    one = await program.one(number)

    assert (one["description"], one["address"]) == ("Rác sau chợ", PLACE)
    assert (one["lat"], one["long"]) == (21.0285, 105.8048)
    assert "Hoa" not in str(one)


async def test_a_photo_is_led_to_once_an_officer_published_it(
    program: Program, photo: bytes
) -> None:
    answer = await program.door.post(
        f"{V2}/requests.json",
        data={**HOLE, "api_key": program.key},
        files={"media": ("a.jpg", photo, "image/jpeg")},
    )
    number = answer.json()[0]["service_request_id"]
    await publish(program, number)
    assert "media_url" not in await program.one(number)

    await program.node.rows("intake", "UPDATE photos SET published_at = now()")

    shown = await program.door.get((await program.one(number))["media_url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")


@pytest.mark.parametrize(
    "changed",
    [{"first_name": "", "last_name": "", "email": ""}, {"public_anonymity_required": "TRUE"}],
    ids=["anonymous", "confidential"],
)
async def test_who_wants_to_stay_unknown_is_never_published(
    program: Program, changed: dict[str, str]
) -> None:
    number = await program.sent(**changed)
    assert await publish(program, number) == 409
    assert not gives_away(await program.one(number))


async def test_what_is_withdrawn_is_read_by_nobody_any_more(program: Program) -> None:
    number = await program.sent()
    await publish(program, number)
    code = await case_code(program, number)

    await program.door.post(f"/api/intake/v1/feedback/{code}/withdraw-words", headers=OPERATOR)

    assert (await program.one(number))["description"] == WITHHELD


async def test_a_key_reads_what_it_brought_and_no_other_key_does(
    program: Program, door: AsyncClient
) -> None:
    number = await program.sent()
    other = await program_with_key(door, program.node)

    assert (await program.one(number, api_key=program.key))["description"] == WORDS
    assert (await program.one(number, api_key=other.key))["description"] == WITHHELD


async def test_answers_to_citizens_are_read_by_whoever_brought_the_case_alone(
    program: Program,
) -> None:
    number = await program.sent()
    await program.work(number, "resolve", words="Chị Hoa ơi, đã thu gom")

    own = await program.told(
        "servicerequestupdates", service_request_id=number, api_key=program.key
    )
    strange = await program.told("servicerequestupdates", service_request_id=number)

    assert own[-1]["description"] == "Chị Hoa ơi, đã thu gom"
    assert "Hoa" not in str(strange)


async def test_a_tracking_code_is_in_no_public_answer(program: Program) -> None:
    number = await program.sent()
    code = await case_code(program, number)

    told = str(await program.told("requests", extensions="true"))

    assert code not in told
    assert f"{code[:4]}-{code[4:]}" not in told


async def test_complaints_and_denunciations_are_in_no_list(program: Program) -> None:
    number = await program.sent()
    await program.node.rows(
        "intake", "UPDATE feedback SET kind = 'denunciation' WHERE id = $1", number
    )
    listed = {one["service_request_id"] for one in await program.told("requests")}
    assert number not in listed
    assert await program.told("servicerequestupdates", service_request_id=number) == []


async def test_the_bringer_of_a_merged_case_reads_nothing_of_the_other(
    program: Program,
) -> None:
    number, other = (
        await program.sent(),
        await program.sent(description="Chuyện của người khác"),
    )
    await program.node.rows(
        "intake",
        "UPDATE feedback SET state = 'merged', merged_into = $2 WHERE id = $1",
        number,
        other,
    )
    await program.node.rows(
        "intake", "UPDATE messages SET channel = 'email' WHERE case_id = $1", other
    )
    one = await program.one(number, api_key=program.key)

    assert one["status"] == "open"
    assert "người khác" not in str(one)
    assert "người khác" not in str(await program.one(other, api_key=program.key))
