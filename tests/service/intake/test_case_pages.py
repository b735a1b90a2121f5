"""The page of a case: every step as a form, one officer at a time, no contact without trace."""

import pytest
from httpx import AsyncClient, Response

from shared.kernel.roles import Role
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import FEEDBACK, MESSAGE, facts, id_of, taken_in
from tests.service.intake.test_inbox import number_of
from tests.service.registry.filling_in import Fields, fields_of
from tests.signing_in import sign_in, somebody
from tests.spec.intake.pictures import photo

pytestmark = pytest.mark.infra

BINH = somebody(Role.OFFICER, name="Trần Văn Bình")
HA = somebody(Role.OFFICER, name="Lê Thu Hà")
LEADER = somebody(Role.LEADER, name="Nguyễn Thị Minh Anh")
A_PHOTO = photo()
CONTACT = {"full_name": "Phạm Thị Lan", "phone": "0912345678"}


def shown_on(page: str) -> str:
    """The address of the photo a page shows."""
    return next(part for part in page.split('"') if part.startswith("/api/intake/v1/photos/"))


async def opened(door: AsyncClient, code: str) -> str:
    page = await door.get(f"/cases/{number_of(code)}")
    assert page.status_code == 200, page.text
    return page.text


async def stepped(door: AsyncClient, code: str, step: str, **told: str) -> Response:
    at = f"/cases/{number_of(code)}"
    fields: Fields = fields_of((await door.get(at)).text, f"{at}/{step}")
    return await door.post(f"{at}/{step}", data=fields | {k: [v] for k, v in told.items()})


async def test_opening_a_case_takes_it_in_hand_and_others_see_who_has_it(
    door: AsyncClient,
) -> None:
    code = await taken_in(door)
    sign_in(door, HA)
    assert "Anh/chị đang mở" in await opened(door, code)
    sign_in(door, BINH)
    page = await opened(door, code)
    refused = await stepped(door, code, "acknowledge")

    assert "Lê Thu Hà đang mở" in page
    assert refused.status_code == 422
    assert "Lê Thu Hà" in refused.text


async def test_taking_over_is_explicit_and_stands_in_the_course_of_the_case(
    door: AsyncClient,
) -> None:
    code = await taken_in(door)
    sign_in(door, HA)
    await opened(door, code)
    sign_in(door, BINH)
    taken = await door.post(f"/cases/{number_of(code)}/take-over")

    assert taken.status_code == 303
    assert "Nhận lấy việc từ người khác" in await opened(door, code)
    assert (await stepped(door, code, "take-up")).status_code == 303


async def test_a_case_goes_its_way_by_forms(door: AsyncClient, node: Node) -> None:
    code = await taken_in(door)
    sign_in(door, BINH)
    assert (await stepped(door, code, "acknowledge")).status_code == 303
    assert (await stepped(door, code, "reply", words="Sáng mai có xe tới.")).status_code == 303
    note = await stepped(door, code, "reply", words="Gọi lại đội 2", told="colleagues")
    assert note.status_code == 303
    resolved = await door.post(
        f"/cases/{number_of(code)}/resolve/with-file",
        data={"words": "Đã dọn xong."},
        files={"photos": ("sau.jpg", A_PHOTO, "image/jpeg")},
    )
    page = await opened(door, code)
    told = await facts(node, "feedback_resolved", feedback_id=await id_of(node, code))

    assert resolved.status_code == 303
    assert "Đã dọn xong." in page
    assert "1 ảnh kèm theo" in page
    assert (await door.get(shown_on(page))).headers["content-type"].startswith("image/")
    assert "Trả lời bước đầu, đã gửi người dân" in page
    assert page.index("Báo kết quả, đã gửi") < page.index("Báo đã tiếp nhận"), "newest first"
    assert len(told) == 1


async def test_a_refused_form_keeps_the_words_and_nothing_happens(door: AsyncClient) -> None:
    code = await taken_in(door)
    sign_in(door, BINH)
    answer = await stepped(door, code, "reject", why="unclear", reason="x")

    assert answer.status_code == 422
    assert 'href="#f-reason"' in answer.text
    assert (await door.get(f"{FEEDBACK}/{code}")).json()["state"] == "received"


async def test_two_who_looked_at_the_same_version_cannot_both_decide(door: AsyncClient) -> None:
    code = await taken_in(door)
    sign_in(door, BINH)
    at = f"/cases/{number_of(code)}"
    seen = fields_of(await opened(door, code), f"{at}/take-up")
    await door.post(f"{at}/take-up", data=seen)
    again = await door.post(f"{at}/categorise", data=seen | {"leaf": ["env_air"]})

    assert again.status_code == 422
    assert "vừa được người khác xử lý" in again.text


async def test_a_named_contact_is_shown_by_a_click_that_leaves_a_trace(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door, visibility="named", contact=CONTACT)  # type: ignore[arg-type]  # a form within a form
    sign_in(door, BINH)
    page = await opened(door, code)
    shown = await stepped(door, code, "contact")
    trail = await node.rows(
        "intake",
        "SELECT reads_person FROM audit_trail WHERE deed = 'case.contact' AND subject = $1",
        await id_of(node, code),
    )

    assert "Phạm Thị Lan" not in page
    assert "Phạm Thị Lan" in shown.text
    assert [row["reads_person"] for row in trail] == [True]


async def test_a_seal_is_opened_by_who_decides_and_only_with_a_reason(
    door: AsyncClient,
) -> None:
    code = await taken_in(door, visibility="confidential", contact=CONTACT)  # type: ignore[arg-type]  # a form within a form
    sign_in(door, LEADER)
    at = f"/cases/{number_of(code)}"
    fields = fields_of(await opened(door, code), f"{at}/contact")
    silent = await door.post(f"{at}/contact", data=fields)
    opened_with = await door.post(f"{at}/contact", data=fields | {"reason": ["Hỏi vị trí"]})
    sign_in(door, BINH)
    officer = await door.post(f"{at}/contact", data=fields | {"reason": ["Hỏi vị trí"]})

    assert silent.status_code == 422
    assert "Phạm Thị Lan" in opened_with.text
    assert officer.status_code == 403
    sign_in(door, LEADER)
    assert "Mở niêm phong danh tính" in await opened(door, code)


async def test_a_merger_from_the_page_can_be_undone_and_the_day_is_as_it_was(
    door: AsyncClient,
) -> None:
    first, second = await taken_in(door), await taken_in(door)
    sign_in(door, BINH)
    merged = await stepped(door, second, "merge", into=first)
    gone = await opened(door, second)
    parted = await door.post(f"/cases/{number_of(second)}/unmerge")
    view = (await door.get(f"{FEEDBACK}/{second}")).json()

    assert merged.status_code == 303
    assert "Đã gộp vào" in gone
    assert parted.status_code == 303
    assert view["state"] == "received"


async def test_whose_case_was_merged_hears_that_it_is_done_and_not_what_was_said(
    door: AsyncClient, node: Node
) -> None:
    first = await taken_in(door)
    letter = MESSAGE | {"visibility": "named", "contact": CONTACT}
    second = (await door.post(FEEDBACK, json=letter)).json()["tracking_code"]
    sign_in(door, BINH)
    await stepped(door, second, "merge", into=first)
    await door.post(f"{FEEDBACK}/{second}/messages", json={"text": "Hôm nay vẫn còn"})
    done = {"words": "Đã thông cống trước nhà bà Lan."}
    told = await door.post(f"{FEEDBACK}/{first}/resolve", json=done, headers=OPERATOR)
    assert told.status_code == 200, told.text

    notices = await node.rows(
        "intake",
        "SELECT kind, data FROM notices WHERE message_id = (SELECT id FROM messages"
        " WHERE number = $1) ORDER BY created_at, id",
        number_of(second),
    )
    assert [row["kind"] for row in notices] == ["received", "merged", "resolved"]
    assert "Lan" not in str(notices[-1]["data"])
    added = await node.rows(
        "intake",
        "SELECT data ->> 'with' FROM case_entries WHERE what = 'message_added'"
        " AND case_id = $1::uuid",
        await id_of(node, first),
    )
    assert [row[0] for row in added] == [number_of(second)]


async def test_a_further_message_becomes_a_case_of_its_own(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)
    added = await door.post(f"{FEEDBACK}/{code}/messages", json={"text": "Còn đèn đường tắt"})
    other = added.json()["tracking_code"]
    sign_in(door, BINH)
    split = await door.post(
        f"/cases/{number_of(code)}/split", data={"message": number_of(other)}
    )
    page = await opened(door, other)

    assert split.status_code == 303
    assert "Còn đèn đường tắt" in page
    assert "Tách từ phản ánh khác" in page
    assert (
        len(await facts(node, "feedback_received", feedback_id=await own_id(node, other))) == 1
    )


async def own_id(node: Node, code: str) -> str:
    rows = await node.rows(
        "intake", "SELECT case_id FROM messages WHERE number = $1", number_of(code)
    )
    return str(rows[0]["case_id"])


async def test_what_may_be_the_same_is_shown_with_why(door: AsyncClient) -> None:
    words = "Rác đổ thành đống cạnh cột điện đầu ngõ 557 Nguyễn Văn Linh"
    first = await taken_in(door, text=words, category="env_waste")
    second = await taken_in(
        door, text="rac do dong canh cot dien dau ngo 557 nguyen van linh", category="env_waste"
    )
    sign_in(door, BINH)
    page = await opened(door, second)

    assert "Có thể trùng" in page
    assert first in page
    assert "cùng lĩnh vực; cùng nói: " in page


async def test_a_case_at_the_counter_is_entered_once_and_gets_its_receipt(
    door: AsyncClient,
) -> None:
    sign_in(door, BINH)
    fields = fields_of((await door.get("/cases/new")).text, "/cases/new")
    told = {"text": ["Đèn đường tắt"], "category": ["den duong"], "address": ["Ngõ 55"]}
    first = await door.post("/cases/new", data=fields | told)
    again = await door.post("/cases/new", data=fields | told)
    receipt = (await door.get(first.headers["location"])).text

    assert first.status_code == 303, first.text
    assert first.headers["location"] == again.headers["location"]
    assert "Biên nhận phản ánh" in receipt
    assert "Đèn đường" in receipt


async def test_a_category_that_is_not_clear_is_asked_for_again(door: AsyncClient) -> None:
    sign_in(door, BINH)
    fields = fields_of((await door.get("/cases/new")).text, "/cases/new")
    page = await door.post("/cases/new", data=fields | {"text": ["Ồn"], "category": ["x"]})

    assert page.status_code == 422
    assert 'href="#f-category"' in page.text
    assert fields_of(page.text, "/cases/new")["text"] == ["Ồn"]


async def test_an_answer_is_offered_and_its_gaps_are_filled(door: AsyncClient) -> None:
    code = await taken_in(door, category="env_waste")
    sign_in(door, BINH)
    page = await opened(door, code)
    at = f"/cases/{number_of(code)}"
    chosen = await door.get(at, params={"answer": "received"})
    words = fields_of(chosen.text, f"{at}/reply")["words"][0]

    assert f"{at}?answer=received" in page
    assert code in words
    assert "rác thải, đổ trộm phế thải" in words
    assert "{" not in words
