"""Plans: handed in with a file that is what it says, once, by who may, and read back whole."""

import asyncio
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from tests.nodes import Node
from tests.service.registry.movement import (
    LEADER,
    NEIGHBOUR,
    OFFICER,
    PLANS,
    cells,
    drafted,
    duty,
    hand_in,
    launched,
    signed_in,
)
from tests.spec.kernel.office_files import OLD_WORD, PDF, WINDOWS_PROGRAM, docx

pytestmark = pytest.mark.infra

KEPT = "SELECT count(*) FROM plans WHERE campaign = $1"


@pytest_asyncio.fixture
async def campaign(door: AsyncClient) -> str:
    """A campaign whose plans were due on a Saturday long ago, so the Monday after."""
    late = duty("D2", what="initiative", title="Sáng kiến", count=2)
    draft = await drafted(door, duty(due_on="2026-06-13"), late)
    campaign: str = (await launched(door, draft, LEADER))["id"]
    return campaign


async def kept(node: Node, campaign: str) -> int:
    rows = await node.rows("registry", KEPT, campaign)
    count: int = rows[0]["count"]
    return count


async def test_a_plan_is_late_by_working_days_and_told_upward(
    node: Node, door: AsyncClient, campaign: str
) -> None:
    before = await cells(door, campaign, "east")
    answer = await hand_in(door, campaign, content=docx(), name="Kế hoạch.docx")

    plan = answer.json()
    assert answer.status_code == 201, answer.text
    assert plan["due_on"] == "2026-06-13"
    assert plan["late_working_days"] > 50
    assert before["D1"] == "overdue"
    assert (await cells(door, campaign, "east"))["D1"] == "late"
    (row,) = await node.rows(
        "registry",
        "SELECT lane, body FROM outbox WHERE name = 'registry.plan_submitted.v1'"
        " AND body::text LIKE '%' || encode($1::text::bytea, 'hex') || '%'",
        plan["id"],
    )
    assert row["lane"] == "up"
    assert b"docx" not in row["body"]


async def test_a_plan_is_read_back_as_a_download_by_who_may(
    door: AsyncClient, campaign: str
) -> None:
    plan = (await hand_in(door, campaign)).json()

    own = await door.get(plan["file"])
    signed_in(door, NEIGHBOUR)
    neighbour = [
        (await door.get(at)).status_code for at in (plan["file"], f"{PLANS}/{plan['id']}")
    ]
    listed = (await door.get(PLANS, params={"campaign": campaign})).json()["plans"]
    signed_in(door, OFFICER)

    assert own.content == PDF
    assert own.headers["Content-Type"] == "application/pdf"
    assert own.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''K%E1")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert (neighbour, listed) == ([403, 403], [])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("kế hoạch.pdf", WINDOWS_PROGRAM, "file-not-what-it-says"),
        ("kế hoạch.docx", OLD_WORD, "file-not-what-it-says"),
        ("kế hoạch.docx", docx(word__vbaProject_bin=b"x"), "file-carries-macros"),
        ("kế hoạch.doc", OLD_WORD, "file-not-of-use"),
        ("kế hoạch.pdf", b"", "file-empty"),
    ],
)
async def test_a_file_that_lies_is_refused_and_nothing_is_kept(
    node: Node, door: AsyncClient, campaign: str, *, name: str, content: bytes, code: str
) -> None:
    answer = await hand_in(door, campaign, content=content, name=name)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await kept(node, campaign) == 0


async def test_fifty_megabytes_are_refused_before_anything_is_kept(
    node: Node, door: AsyncClient, campaign: str
) -> None:
    answer = await hand_in(door, campaign, content=PDF + bytes(50_000_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert "tối đa 20 MB" in answer.json()["detail"]
    assert await kept(node, campaign) == 0


async def test_of_two_clerks_with_the_same_plan_one_is_told_of_the_other(
    node: Node, door: AsyncClient, campaign: str
) -> None:
    answers = await asyncio.gather(*(hand_in(door, campaign) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await kept(node, campaign) == 1
    assert (await hand_in(door, campaign, number="92-KH/ĐU")).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"number": "chín mốt"}, "document-number-unusable"),
        ({"dated_on": "2099-01-01"}, "date-in-future"),
        ({"dated_on": "2026-02-30"}, "form-invalid"),
        ({"unit": "west"}, "unit-not-hosted"),
    ],
)
async def test_what_is_wrong_with_a_plan_is_named(
    door: AsyncClient, campaign: str, *, wrong: dict[str, Any], code: str
) -> None:
    answer = await hand_in(door, campaign, **wrong)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_draft_takes_no_plans(door: AsyncClient) -> None:
    answer = await hand_in(door, (await drafted(door))["id"])

    assert (answer.status_code, answer.json()["code"]) == (409, "campaign-not-running")


async def test_a_file_without_its_row_is_left_over(
    node: Node, door: AsyncClient, campaign: str
) -> None:
    unseen = PDF + b"only here"
    refused = await hand_in(door, campaign, content=unseen, dated_on="2099-01-01")

    rows = await node.rows("registry", "SELECT digest FROM files")
    named = {row["digest"] for row in rows}
    assert refused.status_code == 422
    digest = sha256(unseen).hexdigest()
    lies = await asyncio.to_thread((node.folder / "files" / digest[:2] / digest).exists)
    assert (lies, digest in named) == (True, False)
