"""What a citizen sends on the pages becomes one case, with nothing lost and nothing leaked."""

import asyncio
import re
from io import BytesIO

import pytest
from httpx import AsyncClient, Response
from PIL import Image

from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import FEEDBACK

HOA = {"visibility": "named", "full_name": "Trần Thị Hoa", "phone": "0912 345 678"}
WORDS = "Đèn đường trước nhà văn hóa tắt ba đêm nay."


def photo() -> bytes:
    """A picture that says where it was taken."""
    image, written = Image.new("RGB", (64, 48), "#456"), BytesIO()
    exif = image.getexif()
    exif[0x010F] = "Điện thoại của Hoa"
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


async def begun(door: AsyncClient, **more: object) -> str:
    """A draft on its way."""
    data = {"category": "urban_order", "text": WORDS}
    answer = await door.post("/send/with-file", data=data, **more)  # type: ignore[arg-type]  # files
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("/")[2]


async def sent(door: AsyncClient, draft: str, **who: str) -> Response:
    """The last two steps."""
    await door.post(f"/send/{draft}/where", data={"address": "Nhà văn hóa tổ 7"})
    return await door.post(f"/send/{draft}/who", data=who or HOA)


async def code_of(door: AsyncClient, draft: str) -> str:
    """The code on the receipt of a draft."""
    page = await door.get(f"/send/{draft}/sent")
    return re.findall(r"/follow/([0-9A-Z-]+)", page.text)[0]


async def test_a_button_pressed_twice_sends_once(door: AsyncClient, node: Node) -> None:
    draft = await begun(door)
    await door.post(f"/send/{draft}/where", data={"address": "Nhà văn hóa tổ 7"})
    taps = [door.post(f"/send/{draft}/who", data=HOA) for _ in range(3)]
    first, second, third = await asyncio.gather(*taps)
    cases = await node.rows("intake", "SELECT id FROM feedback WHERE text = $1", WORDS)

    told = {one.headers["location"] for one in (first, second, third)}
    assert told == {f"/send/{draft}/sent"}
    assert len(cases) == 1


async def test_nothing_but_the_number_stays_of_a_draft_that_was_sent(
    door: AsyncClient, node: Node
) -> None:
    draft = await begun(door, files={"photos": ("a.jpg", photo(), "image/jpeg")})
    await sent(door, draft)
    row = (await node.rows("intake", "SELECT * FROM drafts WHERE id = $1", draft))[0]

    assert (row["values"], row["photos"]) == ("{}", "[]")
    assert row["number"]


async def test_a_photo_is_shown_again_without_what_the_camera_wrote_beside_it(
    door: AsyncClient,
) -> None:
    draft = await begun(door, files={"photos": ("a.jpg", photo(), "image/jpeg")})
    page = await door.get(f"/send/{draft}")
    address = re.findall(rf'"(/send/{draft}/photos/\w+)"', page.text)[0]
    await sent(door, draft)
    code = await code_of(door, draft)
    followed = await door.get(f"/follow/{code}")
    shown = await door.get(
        re.findall(rf'src="(/follow/{code}/photos/[^"]+)"', followed.text)[0]
    )
    strangers = await door.get(address)

    assert Image.open(BytesIO(shown.content)).getexif() == {}
    assert shown.headers["cache-control"] == "no-store"
    assert strangers.status_code == 404


async def test_what_is_no_photo_is_refused_and_every_word_is_kept(door: AsyncClient) -> None:
    files = {"photos": ("a.jpg", b"%PDF-1.7 no picture", "image/jpeg")}
    answer = await door.post("/send/with-file", data={"text": WORDS}, files=files)

    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "Chỉ nhận ảnh JPEG, PNG hoặc WebP." in answer.text


async def test_strangers_send_files_nowhere_else(door: AsyncClient) -> None:
    files = {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    answer = await door.post("/plans/with-file", files=files)

    assert answer.status_code == 401


async def test_a_draft_is_gone_after_a_day(door: AsyncClient, node: Node) -> None:
    draft = await begun(door)
    await node.rows(
        "intake", "UPDATE drafts SET made_at = now() - interval '1 day' WHERE id = $1", draft
    )

    assert (await door.get(f"/send/{draft}")).status_code == 404
    assert (await door.post(f"/send/{draft}/who", data=HOA)).status_code == 404


async def test_of_somebody_without_a_name_no_name_is_kept(
    door: AsyncClient, node: Node
) -> None:
    draft = await begun(door)
    await sent(door, draft, **HOA | {"visibility": "anonymous"})
    code = await code_of(door, draft)
    number = code.split("-", 1)[1].replace("-", "")
    kept = await node.rows(
        "intake",
        "SELECT 1 FROM contacts JOIN messages ON messages.id = message_id WHERE number = $1",
        number,
    )

    assert kept == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"phone": "091 234 567"}, "ông/bà nhập 9"),
        ({"phone": "", "email": "hoa"}, "thư điện tử"),
        ({"phone": ""}, "Xin ghi số điện thoại hoặc thư điện tử"),
        ({"full_name": ""}, "Xin ghi họ và tên"),
    ],
)
async def test_a_contact_that_cannot_be_used_is_named_at_its_field(
    door: AsyncClient, form: dict[str, str], said: str
) -> None:
    answer = await sent(door, await begun(door), **HOA | form)

    assert answer.status_code == 422
    assert said in answer.text


async def test_who_says_what_was_said_may_follow_it_instead(
    door: AsyncClient, node: Node
) -> None:
    words = "Cống trước số 12 phố Sài Đồng tắc, nước đen tràn ra đường."
    drafts = [
        await _about_a_drain(door, f"{words} {more}") for more in ("Từ sáng.", "Rất bẩn.")
    ]
    await sent(door, drafts[0])
    await door.post(f"/send/{drafts[1]}/where", data={"address": "Nhà văn hóa tổ 7"})
    page = await door.get(f"/send/{drafts[1]}/who")
    known = re.findall(r'name="join" value="([0-9a-f-]{36})"', page.text)
    await door.post(f"/send/{drafts[1]}/who", data=HOA | {"join": known[0]})
    receipt = await door.get(f"/send/{drafts[1]}/sent")
    follower = await door.get(f"/follow/{await code_of(door, drafts[1])}")
    cases = await node.rows("intake", "SELECT id FROM feedback WHERE text LIKE $1", f"{words}%")

    mine, theirs = await code_of(door, drafts[0]), await code_of(door, drafts[1])
    await door.post(f"{FEEDBACK}/{mine}/resolve", json={"words": "Đã thông."}, headers=OPERATOR)
    await door.post(f"/follow/{mine}/contest", data={"contest": "again", "why": "Lại tắc."})
    contested = await door.get(f"/follow/{mine}")
    seen_by_other = await door.get(f"/follow/{theirs}")

    assert "Lại tắc." in contested.text
    assert "Mở lại theo ý kiến người dân" in seen_by_other.text
    assert "Lại tắc." not in seen_by_other.text
    assert "Đã thông." in seen_by_other.text
    assert len(cases) == 1
    assert "theo dõi cùng một phản ánh đã có" in receipt.text
    assert "Từ sáng." not in page.text + follower.text
    assert "Rất bẩn." in follower.text


async def _about_a_drain(door: AsyncClient, text: str) -> str:
    data = {"category": "urban_infrastructure", "text": text}
    answer = await door.post("/send/with-file", data=data)
    return answer.headers["location"].split("/")[2]


async def test_pages_of_a_code_are_kept_and_found_nowhere(door: AsyncClient) -> None:
    draft = await begun(door)
    await sent(door, draft)
    page = await door.get(f"/follow/{await code_of(door, draft)}")

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "Trần Thị Hoa" not in page.text
    assert "0912" not in page.text


async def test_what_its_sender_adds_moves_no_date_and_is_said_once(door: AsyncClient) -> None:
    draft = await begun(door)
    await sent(door, draft)
    code = await code_of(door, draft)
    before = (await door.get(f"{FEEDBACK}/{code}")).json()
    for _ in range(2):
        await door.post(f"/follow/{code}/words", data={"words": "Tối qua vẫn chưa sáng."})
    after = (await door.get(f"{FEEDBACK}/{code}")).json()
    page = await door.get(f"/follow/{code}")

    assert after == before
    assert page.text.count("Tối qua vẫn chưa sáng.") == 1


async def test_whoever_wants_no_more_news_is_sent_none(door: AsyncClient, node: Node) -> None:
    draft = await begun(door)
    await sent(door, draft)
    code = await code_of(door, draft)
    await door.post(f"/follow/{code}/news", data={"wanted": "no"})
    await door.post(f"{FEEDBACK}/{code}/resolve", json={"words": "Xong."}, headers=OPERATOR)
    told = await node.rows(
        "intake",
        "SELECT notices.kind FROM notices JOIN messages ON messages.id = message_id"
        " WHERE number = $1 ORDER BY 1",
        code.split("-", 1)[1].replace("-", ""),
    )

    assert [row["kind"] for row in told] == ["received"]


async def test_a_code_typed_carelessly_leads_to_its_page(door: AsyncClient) -> None:
    draft = await begun(door)
    await sent(door, draft)
    code = await code_of(door, draft)
    found = await door.post("/follow", data={"code": f" {code.lower().replace('-', ' ')} "})
    wrong = await door.post("/follow", data={"code": "SD-2222-2222"})

    assert found.headers["location"] == f"/follow/{code}"
    assert wrong.status_code == 422
    assert "Không có phản ánh nào mang mã này" in wrong.text


async def test_where_nobody_stands_above_nobody_is_sent_there(door: AsyncClient) -> None:
    draft = await begun(door)
    await sent(door, draft)
    code = await code_of(door, draft)
    await door.post(f"{FEEDBACK}/{code}/resolve", json={"words": "Xong."}, headers=OPERATOR)
    await door.post(f"/follow/{code}/confirm")
    await door.post(f"/follow/{code}/rating", data={"rating": "2"})
    page = await door.get(f"/follow/{code}")
    refused = await door.post(f"/follow/{code}/appeal", data={"appeal": "Chưa ai đến xem."})

    assert "Ông/bà đã đánh giá: Không hài lòng" in page.text
    assert "cấp trên xem lại không" not in page.text
    assert refused.status_code == 422
