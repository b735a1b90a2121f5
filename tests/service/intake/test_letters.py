"""Letters: prepared by one, signed by another, numbered, and promising a new day at once."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response
from pypdf import PdfReader

from services.intake.letters.catalogue import letter_rules
from services.intake.letters.timers import keep_promises
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from shared.kernel.places import Place, PlaceCode
from shared.kernel.roles import Role
from tests.nodes import OPERATOR, Node
from tests.signing_in import sign_in, somebody

WRITER = somebody(Role.OFFICER, "east", name="Trần Văn Bình")
REVIEWER = somebody(Role.REVIEWER, "east", name="Lê Thu Hà")
HEAD = somebody(Role.LEADER, "east", name="Nguyễn Thị Minh Anh")
HEAD_FORM = {
    "unit": "east",
    "superior": "Ủy ban nhân dân thành phố Hà Nội",
    "name": "Ủy ban nhân dân phường Đông",
    "place_name": "Phường Đông",
    "symbol": "UBND-TTHC",
    "authority": "TM. Ủy ban nhân dân",
    "position": "Chủ tịch",
    "signer": "Nguyễn Thị Minh Anh",
    "contact": "024 3827 1234",
    "from_on": "2026-01-01",
}
CIVIC = Place(code=PlaceCode("east"), parent=None)
REASON = "Cần xác minh tại nơi đăng ký trước đây; công văn trả lời đến chậm 2 ngày."


@pytest_asyncio.fixture(scope="module")
async def database(node: Node) -> AsyncIterator[Database]:
    opened = Database.at(node.url_of("intake"))
    yield opened
    await opened.close()


async def overdue_dossier(door: AsyncClient, code: str, *, due_on: date) -> None:
    told = {
        "dossier_code": code,
        "procedure_code": "2.000815",
        "unit": "east",
        "channel": "counter",
        "received_on": "2026-06-01",
        "due_on": due_on.isoformat(),
    }
    answer = await door.post("/api/intake/v1/dossiers", json=told, headers=OPERATOR)
    assert answer.status_code == 201, answer.text


async def draft_for(door: AsyncClient, database: Database, node: Node, *, code: str) -> str:
    """An apology's draft, for a dossier promised for today."""
    today = node.place.day_of(datetime.now(UTC))
    await overdue_dossier(door, code, due_on=today)
    await keep_promises(database, Acting(place=node.place, now=datetime.now(UTC)))
    (row,) = await node.rows("intake", "SELECT id FROM letters WHERE ref = $1", code)
    return f"/letters/{row['id']}"


async def filled_in(door: AsyncClient, letter: str, **more: str) -> Response:
    sign_in(door, WRITER)
    new_on = (CIVIC.day_of(datetime.now(UTC)) + timedelta(days=5)).isoformat()
    form = {"reason": REASON, "new_on": new_on, "full_name": "Phạm Thị Ưởng"} | more
    return await door.post(f"{letter}/prepare", data=form)


async def with_a_head(door: AsyncClient) -> None:
    sign_in(door, HEAD)
    answer = await door.post("/letters/templates/head", data=HEAD_FORM)
    assert answer.status_code == 303, answer.text


async def test_a_letter_is_written_by_one_and_signed_by_another(
    door: AsyncClient, database: Database, node: Node
) -> None:
    await with_a_head(door)
    letter = await draft_for(door, database, node, code="G22-1")
    assert (await filled_in(door, letter)).status_code == 303

    sign_in(door, HEAD)
    signed = await door.post(f"{letter}/sign")
    page = await door.get(letter)
    paper = await door.get(f"{letter}/letter.pdf")

    assert signed.status_code == 303, signed.text
    assert "Đã ký, đã vào sổ" in page.text
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text().replace("\xa0", " ")
    assert "Phạm Thị Ưởng" in text
    assert "xác minh tại nơi đăng ký" in " ".join(text.split())
    assert re.search(r"Số: \d\d/UBND-TTHC", text)


async def test_signing_promises_the_new_day_in_the_same_breath(
    door: AsyncClient, database: Database, node: Node
) -> None:
    await with_a_head(door)
    letter = await draft_for(door, database, node, code="G22-2")
    await filled_in(door, letter)

    sign_in(door, HEAD)
    await door.post(f"{letter}/sign")

    (dossier,) = await node.rows(
        "intake", "SELECT state, promised_on, due_on FROM dossiers WHERE code = 'G22-2'"
    )
    (missed,) = await node.rows(
        "intake", "SELECT apologised_on FROM promises_missed WHERE ref = 'G22-2'"
    )
    assert dossier["state"] == "rescheduled"
    assert dossier["promised_on"] == dossier["due_on"] + timedelta(days=5)
    assert missed["apologised_on"] is not None


async def test_whoever_wrote_a_letter_does_not_sign_it(
    door: AsyncClient, database: Database, node: Node
) -> None:
    await with_a_head(door)
    letter = await draft_for(door, database, node, code="G22-3")
    sign_in(door, HEAD)
    new_on = (node.place.day_of(datetime.now(UTC)) + timedelta(days=3)).isoformat()
    await door.post(f"{letter}/prepare", data={"reason": REASON, "new_on": new_on})

    refused = await door.post(f"{letter}/sign")

    assert refused.status_code == 422
    assert "không tự ký" in refused.text


async def test_a_letter_without_a_reason_is_not_signed(
    door: AsyncClient, database: Database, node: Node
) -> None:
    await with_a_head(door)
    letter = await draft_for(door, database, node, code="G22-4")

    sign_in(door, HEAD)
    refused = await door.post(f"{letter}/sign")

    assert refused.status_code == 422
    assert "lý do chậm" in refused.text


async def test_a_result_in_time_lets_the_draft_go(
    door: AsyncClient, database: Database, node: Node
) -> None:
    letter = await draft_for(door, database, node, code="G22-5")
    today = node.place.day_of(datetime.now(UTC)).isoformat()

    told = {"returned_on": today}
    await door.post("/api/intake/v1/dossiers/G22-5/return", json=told, headers=OPERATOR)

    sign_in(door, REVIEWER)
    assert "Có kết quả đúng hẹn" in (await door.get(letter)).text


async def test_a_broken_promise_without_a_letter_is_counted_and_stands_first(
    door: AsyncClient, database: Database, node: Node
) -> None:
    await overdue_dossier(door, "G22-6", due_on=date(2026, 6, 10))
    await keep_promises(database, Acting(place=node.place, now=datetime.now(UTC)))

    sign_in(door, WRITER)
    page = await door.get("/letters?view=silent")
    counted = await door.get("/api/intake/v1/letters/overdue-without-apology")

    assert "G22-6" in page.text
    assert counted.json()["count"] >= 1
    assert counted.json()["units"]["east"] >= 1


@pytest.mark.parametrize(
    ("code", "known"), [("G22-7", {}), ("G22-8", {"full_name": "", "email": "u@example.vn"})]
)
async def test_reading_who_is_written_to_leaves_a_trace(
    door: AsyncClient, database: Database, node: Node, *, code: str, known: dict[str, str]
) -> None:
    await with_a_head(door)
    letter = await draft_for(door, database, node, code=code)
    await filled_in(door, letter, **known)

    sign_in(door, REVIEWER)
    await door.get(letter)

    rows = await node.rows(
        "intake",
        "SELECT deed FROM audit_trail WHERE reads_person AND subject = $1 AND account = $2",
        letter.rpartition("/")[2],
        REVIEWER.account,
    )
    assert [row["deed"] for row in rows] == ["letter.recipient"]


async def test_a_text_with_a_place_nobody_can_fill_is_not_published(door: AsyncClient) -> None:
    sign_in(door, HEAD)
    form = {
        "unit": "east",
        "kind": "apology-dossier",
        "title": "THƯ XIN LỖI",
        "opening": "Kính gửi {ten_mat}",
        "closing": "Xin lỗi Ông/Bà.",
        "text_from": "2026-01-01",
    }

    refused = await door.post("/letters/templates/text", data=form)
    invented = await door.post("/letters/templates/text", data=form | {"kind": "x-dossier"})

    assert (refused.status_code, invented.status_code) == (422, 422)
    assert "{ten_mat}" in refused.text
    assert "{nguoi_nhan}" in refused.text


async def test_thanks_are_drafted_by_hand_and_drafted_twice_are_one(
    door: AsyncClient, node: Node
) -> None:
    await with_a_head(door)
    sign_in(door, WRITER)
    page = await door.get("/letters/new")
    found = re.search(r'name="id" value="([^"]+)"', page.text)
    assert found is not None
    form = {
        "id": found.group(1),
        "unit": "east",
        "trigger": "useful_feedback",
        "about": "phản ánh kịp thời điểm rác thải đầu ngõ 557",
        "on": "2026-11-20",
        "full_name": "Ông Vũ Đức Thịnh",
    }

    first = await door.post("/letters/new", data=form)
    again = await door.post("/letters/new", data=form)

    assert first.status_code == again.status_code == 303, first.text
    rows = await node.rows("intake", "SELECT id FROM letters WHERE kind = 'thanks'")
    assert len(rows) == 1
    sign_in(door, HEAD)
    signed = await door.post(f"/letters/{rows[0]['id']}/sign")
    assert signed.status_code == 303


async def test_thanks_never_change_whom_the_letters_of_a_dossier_are_to(
    door: AsyncClient, node: Node
) -> None:
    await overdue_dossier(door, "D-THANKS", due_on=date(2026, 12, 31))
    (row,) = await node.rows("intake", "SELECT id FROM dossiers WHERE code = $1", "D-THANKS")
    told = {"dossier_code": "D-THANKS", "full_name": "Phạm Thị Ưởng", "email": "u@example.vn"}
    sign_in(door, WRITER)
    named = await door.put("/api/intake/v1/letters/recipient", json=told)
    form = {
        "id": str(row["id"]),
        "unit": "east",
        "trigger": "useful_feedback",
        "about": "việc đã giúp",
        "on": "2026-11-20",
        "full_name": "Kẻ Khác",
        "email": "ke-khac@example.vn",
    }

    for trigger in letter_rules().triggers:
        drafted = await door.post("/letters/new", data=form | {"trigger": trigger})
        assert drafted.status_code == 303, drafted.text

    query = "SELECT email FROM recipients WHERE subject = $1"
    kept = await node.rows("intake", query, row["id"])
    assert named.status_code == 204
    assert [one["email"] for one in kept] == ["u@example.vn"]
