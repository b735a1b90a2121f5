"""Feedback at the door of a ward: taken in, followed, answered; refused in plain words."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from httpx import AsyncClient, Response

from services.intake.cases.domain.messages import Incoming
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.workflows.receiving import receive_feedback
from shared.chassis.database import Database
from shared.kernel.places import UnitCode
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import FEEDBACK, MESSAGE, WORDS, facts, id_of, taken_in

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SUBMISSION = Incoming(text=WORDS, category="labour", unit=UnitCode("east"))


async def test_a_message_becomes_a_case_and_a_fact(door: AsyncClient, node: Node) -> None:
    answer = await door.post(FEEDBACK, json=MESSAGE)

    receipt = answer.json()
    assert answer.status_code == 201
    assert (receipt["unit"], receipt["category"]) == ("east", "env_sanitation")
    assert (receipt["state"], receipt["closed_on"]) == ("received", None)
    assert receipt["due_on"] > receipt["received_on"]
    assert await facts(
        node, "feedback_received", feedback_id=await id_of(node, receipt["tracking_code"])
    ) == [
        {
            "feedback_id": await id_of(node, receipt["tracking_code"]),
            "unit": "east",
            "category": "env_sanitation",
            "received_on": receipt["received_on"],
            "due_on": receipt["due_on"],
            "kind": "reflection",
            "channel": "online_channel",
        }
    ]


async def test_a_citizen_follows_a_case_by_its_code(door: AsyncClient) -> None:
    code = await taken_in(door)

    answer = await door.get(f"{FEEDBACK}/{code.lower().replace('-', '')}")

    assert answer.status_code == 200
    assert answer.json()["tracking_code"] == code
    assert "0912" not in answer.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "form-invalid"),
        (b"[]", "form-invalid"),
        (b"\xff\xfe", "form-invalid"),
        (b'{"text": "Den hong"}', "form-invalid"),
        (b'{"text": "Den hong", "category": "weather"}', "category-unknown"),
        (b'{"text": 7, "category": "labour"}', "form-invalid"),
        (b'{"text": " \\n ", "category": "labour"}', "feedback-empty"),
        (b'{"text": "' + b"x" * 4001 + b'", "category": "labour"}', "feedback-too-long"),
        (b'{"text": "a\\u0000b", "category": "labour"}', "text-unreadable"),
        (b'{"text": "a", "category": "labour", "unit": "west"}', "unit-not-hosted"),
    ],
)
async def test_what_cannot_be_taken_in_is_refused_in_plain_words(
    door: AsyncClient, body: bytes, code: str
) -> None:
    as_json = {"Content-Type": "application/json"}
    answer = await door.post(FEEDBACK, content=body, headers=as_json)
    english = await door.post(
        FEEDBACK, content=body, headers=as_json | {"Accept-Language": "en"}
    )

    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["detail"] != english.json()["detail"]
    assert english.headers["Content-Language"] == "en"


async def test_half_a_character_is_refused_too(door: AsyncClient) -> None:
    body = b'{"text": "a\\ud800b", "category": "labour"}'
    answer = await door.post(
        FEEDBACK, content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


async def test_the_same_request_sent_twice_is_one_case(door: AsyncClient) -> None:
    async def send(text: str) -> Response:
        message, headers = MESSAGE | {"text": text}, {"Idempotency-Key": "from-a-bad-line"}
        return await door.post(FEEDBACK, json=message, headers=headers)

    answers = await asyncio.gather(*(send(WORDS) for _ in range(5)))
    other = await send("Chuyện khác")

    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json() for answer in answers] == [answers[0].json()] * 5
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")


async def test_a_number_that_is_taken_is_drawn_again(node: Node) -> None:
    database = Database.at(node.url_of("intake"))
    numbers = [TrackingNumber(number) for number in ("2222ABCD", "2222ABCD", "3333ABCD")]
    draws = iter(numbers)

    async with database.transaction() as tx:
        cases = [
            await receive_feedback(
                tx, SUBMISSION, place=node.place, now=NOW, draw=lambda: next(draws)
            )
            for _ in range(2)
        ]
    await database.close()

    assert [each.case.number for each in cases] == ["2222ABCD", "3333ABCD"]


async def test_a_case_and_its_fact_share_one_fate(node: Node) -> None:
    database, number = Database.at(node.url_of("intake")), TrackingNumber("4444ABCD")
    told = len(await facts(node, "feedback_received"))

    async def fail() -> None:
        async with database.transaction() as tx:
            await receive_feedback(
                tx, SUBMISSION, place=node.place, now=NOW, draw=lambda: number
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await database.close()

    assert len(await facts(node, "feedback_received")) == told
    query = "SELECT id FROM feedback WHERE number = $1"
    assert await node.rows("intake", query, number) == []


async def test_an_answer_is_told_with_whether_it_kept_the_promise(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)

    answer = await door.post(f"{FEEDBACK}/{code}/resolve", headers=OPERATOR)

    assert (answer.status_code, answer.json()["state"]) == (200, "resolved")
    told = await facts(node, "feedback_resolved", feedback_id=await id_of(node, code))
    assert [(fact["on_time"], fact["due_on"]) for fact in told] == [
        (True, answer.json()["due_on"])
    ]


async def test_two_who_answer_at_once_make_one_fact(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)

    answers = await asyncio.gather(
        *(door.post(f"{FEEDBACK}/{code}/resolve", headers=OPERATOR) for _ in range(6))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {
        "feedback-already-resolved"
    }
    told = await facts(node, "feedback_resolved", feedback_id=await id_of(node, code))
    assert len(told) == 1


async def test_a_rejection_tells_its_reason_to_whoever_wrote_and_nobody_else(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)
    reason = {"reason": "Bà Lan ở ngõ 12 đã rút phản ánh"}

    answer = await door.post(f"{FEEDBACK}/{code}/reject", json=reason, headers=OPERATOR)
    late = await door.post(f"{FEEDBACK}/{code}/resolve", headers=OPERATOR)

    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")
    assert (await door.get(f"{FEEDBACK}/{code}")).json()["reason"] == reason["reason"]
    assert (late.status_code, late.json()["code"]) == (409, "feedback-already-rejected")
    told = await facts(node, "feedback_rejected", feedback_id=await id_of(node, code))
    assert [sorted(fact) for fact in told] == [
        ["category", "feedback_id", "promise_id", "received_on", "rejected_on", "unit"]
    ]


async def test_staff_read_the_words_and_nobody_else(door: AsyncClient) -> None:
    code = await taken_in(door)

    read = await door.get(f"{FEEDBACK}/{code}/words", headers=OPERATOR)
    pried = await door.get(f"{FEEDBACK}/{code}/words")

    assert (read.status_code, read.json()["text"]) == (200, WORDS)
    assert read.headers["Cache-Control"] == "no-store"
    assert (pried.status_code, pried.json()["code"]) == (401, "sign-in-needed")
    assert WORDS not in pried.text


async def test_a_rejection_needs_a_reason(door: AsyncClient) -> None:
    code = await taken_in(door)

    answer = await door.post(
        f"{FEEDBACK}/{code}/reject", json={"reason": "-"}, headers=OPERATOR
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "reason-too-short")


@pytest.mark.parametrize("errand", ["resolve", "reject"])
async def test_only_staff_answer(door: AsyncClient, errand: str) -> None:
    code = await taken_in(door)

    answer = await door.post(f"{FEEDBACK}/{code}/{errand}", json={"reason": "không rõ"})

    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
    assert (await door.get(f"{FEEDBACK}/{code}")).json()["state"] == "received"


@pytest.mark.parametrize(
    ("code", "told"),
    [("E-2222-ZZZZ", "feedback-unknown"), ("xin-chao", "tracking-code-unreadable")],
)
async def test_an_unknown_code_is_not_found(door: AsyncClient, code: str, told: str) -> None:
    asked = await door.get(f"{FEEDBACK}/{code}")
    answered = await door.post(f"{FEEDBACK}/{code}/resolve", headers=OPERATOR)

    assert (asked.status_code, asked.json()["code"]) == (404, told)
    assert (answered.status_code, answered.json()["code"]) == (404, told)


async def test_no_log_line_holds_what_a_citizen_wrote(
    door: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "Cô Hoa ở số 7"
    code = await taken_in(door, text=secret)
    await door.post(FEEDBACK, json={"text": secret, "category": secret})
    await door.post(FEEDBACK, json={"text": secret, "category": "labour", "unit": "west"})
    await door.post(FEEDBACK, content=secret.encode())
    await door.post(f"{FEEDBACK}/{code}/reject", json={"reason": secret}, headers=OPERATOR)
    await door.get(f"{FEEDBACK}/{code}/words", headers=OPERATOR)

    assert caplog.records
    assert [r for r in caplog.records if secret in f"{r.getMessage()} {r.__dict__}"] == []
