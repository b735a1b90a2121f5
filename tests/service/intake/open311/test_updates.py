"""Updates: what happened to requests, and what programs say about theirs later."""

import pytest
from httpx import AsyncClient

from tests.service.intake.open311.program import V2, Program, program_with_key, texts, xml

pytestmark = pytest.mark.infra


async def test_updates_are_told_as_fixmystreet_reads_them(program: Program) -> None:
    number = await program.sent()
    await program.work(number, "take-up")
    await program.work(number, "resolve", words="Đã thu gom")

    told = await program.told("servicerequestupdates", service_request_id=number)
    document = xml(await program.ask("servicerequestupdates.xml", service_request_id=number))

    assert [one["status"] for one in told] == ["in_progress", "fixed"]
    assert all(one["service_request_id"] == number for one in told)
    assert len({one["update_id"] for one in told}) == 2
    assert document.tag == "service_request_updates"
    assert texts(document, "update_id") == [one["update_id"] for one in told]


async def test_an_update_is_taken_once_however_often_it_is_sent(program: Program) -> None:
    number = await program.sent()
    fields = {"api_key": program.key, "service_request_id": number, "update_id": "77",
              "status": "OPEN", "updated_datetime": "2026-11-25T00:00:00Z",
              "description": "Vẫn còn rác"}  # fmt: skip

    answers = [
        await program.door.post(f"{V2}/servicerequestupdates.json", data=fields)
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    rows = await program.node.rows(
        "intake", "SELECT text FROM messages WHERE case_id = $1 AND NOT opened", number
    )
    assert [row["text"] for row in rows] == ["Vẫn còn rác"]


async def test_nobody_says_anything_about_what_another_key_brought(
    program: Program, door: AsyncClient
) -> None:
    number = await program.sent()
    other = await program_with_key(door, program.node)
    answer = await door.post(
        f"{V2}/servicerequestupdates.json",
        data={"api_key": other.key, "service_request_id": number, "update_id": "1"},
    )
    assert answer.status_code == 404
