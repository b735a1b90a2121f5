"""Letters in the world: one signed, one waiting for its reason, one overdue without a word."""

from datetime import UTC, datetime, timedelta

from httpx import AsyncClient

from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.signing_in import sign_in, somebody

WRITER = somebody(Role.OFFICER, "east", name="Trần Văn Bình")
HEAD = somebody(Role.LEADER, "east", name="Nguyễn Thị Minh Anh")
HEAD_OF_LETTERS = {
    "unit": "sai-dong",
    "superior": "Ủy ban nhân dân quận Long Biên",
    "name": "Ủy ban nhân dân phường Sài Đồng",
    "place_name": "Sài Đồng",
    "symbol": "UBND-TTHC",
    "authority": "TM. Ủy ban nhân dân",
    "position": "Chủ tịch",
    "signer": "Nguyễn Thị Minh Anh",
    "contact": "024 3827 1234 (giờ làm việc)",
}
REASON = "Cần xác minh tại nơi đăng ký trước đây; công văn trả lời đến chậm hai ngày."
CODES = ("G22.99.08-2611-0001", "G22.99.08-2611-0002", "G22.99.08-2611-0003")


async def letters(door: AsyncClient) -> dict[str, str]:
    """What stands on /letters, and the letters one can open."""
    sign_in(door, HEAD)
    today = datetime.now(UTC).astimezone(CIVIC_TIME).date()
    head = HEAD_OF_LETTERS | {"from_on": today.isoformat()}
    await _posted(door, "/letters/templates/head", head)
    for code, days in zip(CODES, (1, 2, -1), strict=True):
        await _dossier(door, code, due_on=(today + timedelta(days=days)).isoformat())
    found = await _drafts(door)
    signed, waiting, silent = (found[code] for code in CODES)
    sign_in(door, WRITER)
    told = {
        "reason": REASON,
        "new_on": (today + timedelta(days=6)).isoformat(),
        "full_name": "Bà Phạm Thị Ưởng",
        "address": "số 12 ngõ 34 phố Sài Đồng",
    }
    await _posted(door, f"/letters/{signed}/prepare", told)
    sign_in(door, HEAD)
    await _posted(door, f"/letters/{signed}/sign", {})
    return {"signed_letter": signed, "waiting_letter": waiting, "silent_letter": silent}


async def _dossier(door: AsyncClient, code: str, *, due_on: str) -> None:
    told = {
        "dossier_code": code,
        "procedure_code": "2.000815",
        "unit": "sai-dong",
        "channel": "counter",
        "received_on": "2026-06-01",
        "due_on": due_on,
    }
    answer = await door.post("/api/intake/v1/dossiers", json=told)
    assert answer.status_code == 201, answer.text


async def _drafts(door: AsyncClient) -> dict[str, str]:
    async def drafted() -> dict[str, str]:
        answer = await door.get("/api/intake/v1/letters?state=draft")
        return {one["ref"]: one["id"] for one in answer.json()["letters"]}

    async def missing() -> list[str]:
        return sorted(set(CODES) - set(await drafted()))

    await eventually(missing, shows=[], within_seconds=30)
    return await drafted()


async def _posted(door: AsyncClient, address: str, values: dict[str, str]) -> None:
    answer = await door.post(address, data=values)
    assert answer.status_code == 303, answer.text
