"""A case lives: read, taken up, put off in the open, answered, contested, confirmed, rated."""

from datetime import date, timedelta

import pytest
from httpx import AsyncClient

from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import FEEDBACK, MESSAGE, facts, id_of, taken_in

HOA = {"full_name": "Trần Thị Hoa", "phone": "0912 345 678", "email": "hoa@example.vn"}


async def step(door: AsyncClient, code: str, errand: str, **told: object) -> dict[str, object]:
    answer = await door.post(f"{FEEDBACK}/{code}/{errand}", json=told, headers=OPERATOR)
    assert answer.status_code in {200, 201}, answer.text
    seen: dict[str, object] = answer.json()
    return seen


async def test_that_somebody_has_read_it_is_told_once(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)

    seen = await step(door, code, "acknowledge")
    await step(door, code, "take-up")

    told = await facts(node, "feedback_acknowledged", feedback_id=await id_of(node, code))
    assert (seen["state"], seen["acknowledged"]) == ("acknowledged", True)
    assert [fact["on_time"] for fact in told] == [True]


async def test_an_answer_counts_as_having_read_it(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)
    await step(door, code, "resolve", words="Đã thay bóng đèn tối qua.")

    told = await facts(node, "feedback_acknowledged", feedback_id=await id_of(node, code))
    assert len(told) == 1


async def test_a_reply_that_it_takes_longer_moves_the_promise_in_the_open(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)
    first = (await door.get(f"{FEEDBACK}/{code}")).json()
    later = (date.fromisoformat(first["promised_on"]) + timedelta(days=7)).isoformat()

    seen = await step(door, code, "interim-reply", words="Đang chờ vật tư.", new_day=later)

    assert (seen["promised_on"], seen["due_on"]) == (later, first["due_on"])
    told = await facts(node, "feedback_due_moved", feedback_id=await id_of(node, code))
    assert [(f["old_on"], f["new_on"], f["why"], f["judged"]) for f in told] == [
        (first["promised_on"], later, "interim_reply", False)
    ]
    moves = await node.rows(
        "intake", "SELECT reason FROM clock_moves WHERE new_on = $1", date.fromisoformat(later)
    )
    assert [move["reason"] for move in moves] == ["interim_reply"]


async def test_whoever_wrote_contests_an_answer_and_confirms_the_next(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)
    await step(door, code, "resolve")

    again = await door.post(f"{FEEDBACK}/{code}/contest", json={"words": "Đèn vẫn tắt."})
    await step(door, code, "resolve", words="Đã thay cả dây.")
    done = await door.post(f"{FEEDBACK}/{code}/confirm")
    rated = await door.post(f"{FEEDBACK}/{code}/rate", json={"rating": 5})

    assert (again.json()["state"], again.json()["reopened"]) == ("in_progress", 1)
    assert (done.json()["state"], rated.json()["rating"]) == ("confirmed", 5)
    case = await id_of(node, code)
    names = ("resolved", "reopened", "resolved_again", "confirmed", "rated")
    told = [await facts(node, f"feedback_{name}", feedback_id=case) for name in names]
    assert [len(facts_) for facts_ in told] == [1, 1, 1, 1, 1]


async def test_a_rating_changed_tells_what_it_was(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)
    await step(door, code, "resolve")
    for rating in (2, 2, 4):
        await door.post(f"{FEEDBACK}/{code}/rate", json={"rating": rating})

    told = await facts(node, "feedback_rated", feedback_id=await id_of(node, code))
    assert [(fact["before"], fact["rating"]) for fact in told] == [(None, 2), (2, 4)]


@pytest.mark.parametrize(
    ("errand", "told"),
    [("contest", {"words": "Chưa xong"}), ("confirm", {}), ("rate", {"rating": 1})],
)
async def test_nobody_judges_an_answer_that_is_not_there(
    door: AsyncClient, errand: str, told: dict[str, object]
) -> None:
    code = await taken_in(door)
    answer = await door.post(f"{FEEDBACK}/{code}/{errand}", json=told)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-answered")


async def test_the_second_officer_is_told_that_the_case_has_changed(door: AsyncClient) -> None:
    code = await taken_in(door)
    await step(door, code, "acknowledge", version=1)

    late = await door.post(f"{FEEDBACK}/{code}/resolve", json={"version": 1}, headers=OPERATOR)

    assert (late.status_code, late.json()["code"]) == (409, "case-changed-meanwhile")


async def test_a_further_message_has_a_code_of_its_own_that_leads_to_the_case(
    door: AsyncClient,
) -> None:
    code = await taken_in(door)

    added = await door.post(f"{FEEDBACK}/{code}/messages", json={"text": "Nước đã rút."})

    first = (await door.get(f"{FEEDBACK}/{code}")).json()
    second = (await door.get(f"{FEEDBACK}/{added.json()['tracking_code']}")).json()
    assert added.json()["tracking_code"] != code
    assert {k: v for k, v in second.items() if k != "tracking_code"} == {
        k: v for k, v in first.items() if k != "tracking_code"
    }


async def test_whoever_left_an_address_is_told_of_every_step(
    door: AsyncClient, node: Node
) -> None:
    sent = MESSAGE | {"visibility": "confidential", "contact": HOA}
    code = (await door.post(FEEDBACK, json=sent)).json()["tracking_code"]
    await step(door, code, "acknowledge")
    await step(door, code, "resolve", words="Đã xong.")

    rows = await node.rows(
        "intake",
        "SELECT kind, channel FROM notices WHERE subject_id = $1::uuid ORDER BY id",
        await id_of(node, code),
    )
    assert [(row["kind"], row["channel"]) for row in rows] == [
        ("received", "email"),
        ("acknowledged", "email"),
        ("resolved", "email"),
    ]


async def test_nothing_told_beyond_the_service_names_who_wrote(
    door: AsyncClient, node: Node
) -> None:
    sent = MESSAGE | {"visibility": "named", "contact": HOA}
    code = (await door.post(FEEDBACK, json=sent)).json()["tracking_code"]
    await step(door, code, "resolve", words="Gửi cô Hoa: đã xong.")

    bodies = [row["body"] for row in await node.rows("intake", "SELECT body FROM outbox")]
    assert bodies
    for secret in ("Hoa", "345 678", "hoa@example.vn"):
        assert [body for body in bodies if secret.encode() in bytes(body)] == []
