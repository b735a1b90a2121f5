"""Dossiers in every light, one on its whole way, one that was asked too often."""

from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import AsyncClient

from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from tests.signing_in import sign_in, somebody

DOSSIERS = "/api/intake/v1/dossiers"
CODE = "000.21.14.H26-261109-00{nth:02}"
SHOWN_TO_ALL = CODE.format(nth=4)
MARRIED, ALLOWANCE, COPY = "1.004873.000.00.00.H26", "1.001776.000.00.00.H26", "2.000815"


def ago(days: int) -> str:
    """A day so many days before today, as it is written."""
    today = datetime.now(UTC).astimezone(CIVIC_TIME).date()
    return (today - timedelta(days)).isoformat()


def step(name: str, days: int, **more: str) -> dict[str, str]:
    """A step so many days ago."""
    return {"step": name, "on": ago(days)} | more


TRANSITIONS: tuple[tuple[str, int, int, list[dict[str, str]]], ...] = (
    (ALLOWANCE, 2, -40, []),
    (MARRIED, 9, 0, []),
    (MARRIED, 16, 6, []),
    (
        ALLOWANCE, 40, -12,
        [
            step("request_supplement", 34),
            step("supplement", 28, due_on=ago(-2)),
            step(
                "reschedule", 5, due_on=ago(-9), reason="other_agency",
                words="Chờ kết quả xác minh của cơ quan bảo hiểm xã hội",
            ),
        ],
    ),
    (MARRIED, 20, 12, [step("request_supplement", 18), step("request_supplement", 15)]),
    (COPY, 8, 8, [step("return", 8)]),
    (MARRIED, 30, 22, [step("return", 20)]),
    (ALLOWANCE, 25, -20, [step("reject", 22, words="Không thuộc đối tượng, đã trả lời rõ")]),
)  # fmt: skip


async def dossiers(door: AsyncClient) -> dict[str, str]:
    """What the pages of dossiers are looked at with."""
    sign_in(door, somebody(Role.LEADER, "east", name="Nguyễn Thị Minh Anh"))
    made: list[dict[str, Any]] = []
    for nth, (procedure, received, due, steps) in enumerate(TRANSITIONS, 1):
        told = {"procedure_code": procedure, "unit": "sai-dong", "channel": "counter"}
        dates = {"received_on": ago(received), "due_on": ago(due)}
        at = f"{DOSSIERS}/{CODE.format(nth=nth)}"
        answer = await door.put(at, json=told | dates | {"steps": steps})
        assert answer.is_success, answer.text
        made.append(answer.json())
    number = await _petitions(door)
    ids = [one["dossier_id"] for one in made]
    return {
        "petition": str(number),
        "dossier": ids[3],
        "asked_twice": ids[4],
        "dossier_overdue": ids[2],
    }


PETITIONS = "/api/intake/v1/petitions"
MATTERS: tuple[tuple[str, int, list[dict[str, str]]], ...] = (
    ("reception", 3, []),
    ("complaint", 40, [step("accept", 38)]),
    ("letter", 60, []),
    ("mediation", 20, [step("accept", 19), step("settle", 12, outcome="agreed")]),
    ("labour_dispute", 30, [step("settle", 27, outcome="not_agreed")]),
    ("denunciation", 70, [step("accept", 66), step("extend", 40)]),
)


async def _petitions(door: AsyncClient) -> int:
    number = 0
    for kind, received, steps in MATTERS:
        told = {"kind": kind, "unit": "phuc-loi", "received_on": ago(received)}
        answer = await door.post(PETITIONS, json=told)
        assert answer.is_success, answer.text
        number = answer.json()["number"]
        for one in steps:
            moved = await door.post(f"{PETITIONS}/{number}/steps", json=one)
            assert moved.is_success, moved.text
    return number
