"""Dossiers on their way: pushed by the one-stop system, moved by officers, told once."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import DOSSIERS, facts, filed

RECEIPT = {
    "procedure_code": "1.004873.000.00.00.H26",
    "unit": "east",
    "channel": "counter",
    "received_on": "2018-09-14",
    "due_on": "2018-09-21",
}
REQUEST = {"step": "request_supplement", "on": "2018-09-18"}
WHOLE = {"step": "supplement", "on": "2018-09-20"}
RETURN = {"step": "return", "on": "2018-09-25"}


async def pushed(door: AsyncClient, code: str, *steps: dict[str, str], **changed: Any) -> Any:
    told = RECEIPT | changed | {"steps": list(steps)}
    return await door.put(f"{DOSSIERS}/{code}", json=told, headers=OPERATOR)


async def stepped(door: AsyncClient, code: str, step: str, *, on: str, **more: str) -> Any:
    told = {"step": step, "on": on} | more
    return await door.post(f"{DOSSIERS}/{code}/steps", json=told, headers=OPERATOR)


async def told_of(node: Node, dossier_id: str) -> list[str]:
    rows = await node.rows(
        "intake",
        "SELECT name FROM outbox WHERE convert_from(body, 'UTF8')::json->>'dossier_id' = $1"
        " ORDER BY pos",
        dossier_id,
    )
    return [row["name"].split(".")[1] for row in rows]


async def test_the_same_push_twice_is_one_telling(door: AsyncClient, node: Node) -> None:
    first = await pushed(door, "P-1", REQUEST, WHOLE)
    again = await pushed(door, "P-1", REQUEST, WHOLE)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    told = await told_of(node, first.json()["dossier_id"])
    assert told == ["dossier_received", "dossier_supplement_requested", "dossier_supplemented"]


async def test_what_happened_since_the_last_push_becomes_facts(
    door: AsyncClient, node: Node
) -> None:
    await pushed(door, "P-2", REQUEST)
    view = (await pushed(door, "P-2", REQUEST, WHOLE, RETURN)).json()

    assert (view["first_due_on"], view["due_on"]) == ("2018-09-21", "2018-09-25")
    assert view["on_time"]
    told = await facts(node, "dossier_returned", dossier_id=view["dossier_id"])
    whole = await facts(node, "dossier_supplemented", dossier_id=view["dossier_id"])
    assert [one["promise_id"] for one in told] == [one["promise_id"] for one in whole]
    assert told[0]["promise_id"] != view["dossier_id"]


async def test_two_pushes_at_once_are_one_telling(door: AsyncClient, node: Node) -> None:
    ends = await asyncio.gather(*(pushed(door, "P-3", REQUEST) for _ in range(5)))

    assert sorted(end.status_code for end in ends) == [200, 200, 200, 200, 201]
    told = await told_of(node, ends[0].json()["dossier_id"])
    assert told == ["dossier_received", "dossier_supplement_requested"]


async def test_a_push_with_another_receipt_is_refused_and_says_where(door: AsyncClient) -> None:
    await pushed(door, "P-4")
    answer = await pushed(door, "P-4", due_on="2018-09-28")
    assert (answer.status_code, answer.json()["code"]) == (409, "receipt-contradicted")
    assert "due_on" in answer.json()["detail"]


async def test_a_receipt_without_a_date_gets_the_one_of_its_procedure(
    door: AsyncClient,
) -> None:
    assert (await pushed(door, "P-5", due_on=None)).json()["due_on"] == "2018-09-19"
    unknown = await pushed(door, "P-6", due_on=None, procedure_code="9.999999")
    assert unknown.json()["code"] == "appointed-date-unknown"


async def test_a_second_supplement_is_told_as_the_second(door: AsyncClient, node: Node) -> None:
    again = {"step": "request_supplement", "on": "2018-09-19"}
    view = (await pushed(door, "P-7", REQUEST, again)).json()

    assert (view["supplements"], view["has_breach"]) == (2, True)
    asked = await facts(node, "dossier_supplement_requested", dossier_id=view["dossier_id"])
    assert [one["nth"] for one in asked] == [1, 2]


async def test_another_date_is_told_with_both_dates_and_no_words(
    door: AsyncClient, node: Node
) -> None:
    await door.post(DOSSIERS, json=filed("S-1"), headers=OPERATOR)
    words = "Chờ ý kiến bà Hoa ở cơ quan thuế"
    answer = await stepped(
        door,
        "S-1",
        "reschedule",
        on="2018-09-20",
        due_on="26/09/2018",
        words=words,
        reason="complex",
    )

    view = answer.json()
    assert (view["due_on"], view["promised_on"]) == ("2018-09-21", "2018-09-26")
    told = await facts(node, "dossier_rescheduled", dossier_id=view["dossier_id"])
    assert [
        (one["moved_from"], one["promised_on"], one["noticed_in_time"]) for one in told
    ] == [("2018-09-21", "2018-09-26", True)]
    assert "Hoa" not in str(told)
    shown = (await door.get(f"{DOSSIERS}/S-1", headers=OPERATOR)).json()
    assert [(one["words"], one["moved_from"]) for one in shown["steps"]] == [
        (words, "2018-09-21")
    ]


@pytest.mark.parametrize("step", ["reschedule", "reject"])
async def test_the_applicant_is_owed_a_reason(door: AsyncClient, step: str) -> None:
    await door.post(DOSSIERS, json=filed(f"S-{step}"), headers=OPERATOR)
    answer = await stepped(door, f"S-{step}", step, on="2018-09-20", due_on="2018-09-26")
    assert answer.json()["code"] == "reason-missing"


async def test_a_file_sent_back_within_three_days_is_told_so(
    door: AsyncClient, node: Node
) -> None:
    await door.post(DOSSIERS, json=filed("S-2"), headers=OPERATOR)
    view = (
        await stepped(door, "S-2", "reject", on="2018-09-18", words="Không đúng nơi")
    ).json()

    assert (view["state"], view["closed_on"]) == ("rejected", "2018-09-18")
    told = await facts(node, "dossier_rejected", dossier_id=view["dossier_id"])
    assert [one["in_time"] for one in told] == [True]


async def test_what_an_officer_noted_here_survives_the_next_push(door: AsyncClient) -> None:
    await pushed(door, "P-8")
    await stepped(door, "P-8", "reschedule", on="2018-09-20", due_on="2018-09-26", words="Chờ")
    view = (await pushed(door, "P-8", RETURN)).json()
    assert (view["reschedules"], view["returned_on"], view["on_time"]) == (
        1, "2018-09-25", False,
    )  # fmt: skip


async def test_the_database_knows_as_many_steps_as_the_version_says(node: Node) -> None:
    wrong = await node.rows(
        "intake",
        "SELECT code FROM dossiers WHERE version - 1 <>"
        " (SELECT count(*) FROM dossier_steps WHERE dossier = dossiers.id)",
    )
    assert wrong == []
