"""Who wrote: seen by those who need to, sealed where asked, every look on record."""

import pytest
from httpx import AsyncClient, Response

from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.intake.desk import FEEDBACK, taken_in
from tests.signing_in import sign_in, sign_out, somebody

HOA = {"full_name": "Nguyễn Thị Hoa", "phone": "0912345678"}
WHY = "Cần hẹn người gửi để xác minh hiện trường"


async def look(door: AsyncClient, code: str, role: Role, *, reason: str = "") -> Response:
    sign_in(door, somebody(role))
    try:
        return await door.post(f"{FEEDBACK}/{code}/contact", json={"reason": reason})
    finally:
        sign_out(door)


async def traces(node: Node, code: str) -> list[str]:
    rows = await node.rows(
        "intake",
        "SELECT deed FROM audit_trail WHERE reads_person AND subject ="
        " (SELECT case_id::text FROM messages WHERE number = $1) ORDER BY number",
        code.replace("-", "")[-8:],
    )
    return [row["deed"] for row in rows]


async def sent(door: AsyncClient, visibility: str) -> str:
    return await taken_in(door, visibility=visibility, contact=HOA)


async def test_who_works_on_a_case_sees_who_wrote_and_leaves_a_trace(
    door: AsyncClient, node: Node
) -> None:
    code = await sent(door, "named")

    answer = await look(door, code, Role.OFFICER)

    assert (answer.status_code, answer.json()["phone"]) == (200, "+84912345678")
    assert answer.headers["Cache-Control"] == "no-store"
    assert await traces(node, code) == ["case.contact"]


async def test_a_seal_is_not_opened_by_who_only_works(door: AsyncClient, node: Node) -> None:
    code = await sent(door, "confidential")

    answer = await look(door, code, Role.OFFICER, reason=WHY)

    assert answer.status_code == 403
    assert "Hoa" not in answer.text
    assert await traces(node, code) == []


async def test_a_seal_is_not_opened_without_a_reason(door: AsyncClient, node: Node) -> None:
    code = await sent(door, "confidential")

    answer = await look(door, code, Role.LEADER, reason=" ")

    assert (answer.status_code, answer.json()["code"]) == (422, "reason-too-short")
    assert await traces(node, code) == []


async def test_who_decides_opens_a_seal_and_whoever_wrote_can_see_that(
    door: AsyncClient, node: Node
) -> None:
    code = await sent(door, "confidential")

    answer = await look(door, code, Role.LEADER, reason=WHY)

    assert answer.json()["full_name"] == "Nguyễn Thị Hoa"
    assert await traces(node, code) == ["case.contact"]
    (entry,) = await node.rows(
        "intake",
        "SELECT * FROM case_entries WHERE what = 'seal_opened' AND case_id ="
        " (SELECT case_id FROM messages WHERE number = $1)",
        code.replace("-", "")[-8:],
    )
    assert (entry["words"], entry["is_public"]) == (WHY, True)


async def test_of_somebody_anonymous_nothing_is_known(door: AsyncClient) -> None:
    answer = await look(door, await taken_in(door), Role.LEADER, reason=WHY)

    assert (answer.status_code, answer.json()["code"]) == (404, "nobody-to-reach")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.REVIEWER])
async def test_who_has_nothing_to_do_with_cases_sees_nobody(
    door: AsyncClient, role: Role
) -> None:
    assert (await look(door, await sent(door, "named"), role, reason=WHY)).status_code == 403


async def test_citizens_see_nobody(door: AsyncClient) -> None:
    code = await sent(door, "named")

    answer = await door.post(f"{FEEDBACK}/{code}/contact", json={})

    assert answer.status_code == 401
