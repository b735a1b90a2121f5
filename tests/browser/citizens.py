"""What citizens are about to send, and what they have sent."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from httpx import AsyncClient
from PIL import Image, ImageDraw

from tests.nodes import OPERATOR

RUBBISH = (
    "Rác đổ thành đống cạnh cột điện đầu ngõ từ chiều Chủ nhật, có mùi và chắn lối đi của học"
    " sinh. Mong cho dọn và nhắc các hộ đổ đúng giờ."
)
ADDRESS = "Đầu ngõ 557 Nguyễn Văn Linh, cạnh cột điện"
AGAIN = "Sáng nay rác lại đổ đúng chỗ cũ, xe thu gom chưa qua."
INTERIM = (
    "Chiều qua chúng tôi đã đến xem. Rác chủ yếu là xốp và đồ sửa nhà nên xe thường không chở"
    " hết; đã gọi xe tải."
)
DONE = (
    "Tổ vệ sinh đã dọn toàn bộ rác đầu ngõ 557. Đã đặt biển giờ đổ rác (18:00–20:30) và giao tổ"
    " dân phố số 7 nhắc các hộ."
)
CONFIDENTIAL = {
    "visibility": "confidential",
    "full_name": "Phạm Thị Lan",
    "phone": "0912 345 678",
}
NAMED = CONFIDENTIAL | {"visibility": "named", "email": "lan.pham@example.vn"}
ANONYMOUS = {"visibility": "anonymous"}
TRANSITIONS = {
    "received_case": ANONYMOUS,
    "interim_case": CONFIDENTIAL,
    "resolved_case": CONFIDENTIAL,
    "confirmed_case": NAMED,
    "rated_case": NAMED,
    "reopened_case": CONFIDENTIAL,
    "rejected_case": NAMED,
}
LATER = (datetime.now(UTC) + timedelta(days=21)).date().isoformat()
RESOLVED = [("acknowledge", {}), ("resolve", {"words": DONE})]
STEPS = {
    "interim_case": [
        ("acknowledge", {}),
        ("interim-reply", {"words": INTERIM, "new_day": LATER}),
    ],
    "resolved_case": [("acknowledge", {}), ("interim-reply", {"words": INTERIM}), RESOLVED[1]],
    "confirmed_case": RESOLVED,
    "rated_case": RESOLVED,
    "reopened_case": RESOLVED,
    "rejected_case": [
        ("reject", {"reason": "Nội dung chưa nêu rõ nơi xảy ra và không có cách liên hệ lại."})
    ],
}


async def messages(door: AsyncClient) -> dict[str, str]:
    """Steps on the way, and a receipt."""
    door.cookies.clear()
    draft = await begun(door)
    await placed(door, draft)
    asked = await begun(door)
    await door.post(f"/send/{asked}/where", data={"leaf": "env_waste", "asked": ""})
    sent = await begun(door)
    await placed(door, sent)
    await signed(door, sent)
    drafts = {"message_draft": draft, "sent_draft": sent, "asked_draft": asked}
    return drafts | {"unplaced_draft": await begun(door)} | await cases(door)


async def cases(door: AsyncClient) -> dict[str, str]:
    """Cases in every state a citizen can meet, by their codes."""
    found = {name: await followed(door, who) for name, who in TRANSITIONS.items()}
    for name, steps in STEPS.items():
        for step, told in steps:
            await staff(door, found[name], step, told=told)
    await citizen(door, found["confirmed_case"], "confirm")
    await citizen(door, found["rated_case"], "confirm")
    await citizen(door, found["rated_case"], "rating", rating="2")
    await citizen(door, found["reopened_case"], "contest", contest="again", why=AGAIN)
    return found


async def followed(door: AsyncClient, who: dict[str, str]) -> str:
    """A message that was sent; its code."""
    draft = await begun(door)
    await placed(door, draft)
    await signed(door, draft, **who)
    page = await door.get(f"/send/{draft}/sent")
    return re.findall(r"/follow/([0-9A-Z-]+)", page.text)[0]


async def staff(door: AsyncClient, code: str, step: str, *, told: dict[str, str]) -> None:
    """What the office does."""
    at = f"/api/intake/v1/feedback/{code}/{step}"
    answer = await door.post(at, json=told, headers=OPERATOR)
    assert answer.is_success, answer.text


async def citizen(door: AsyncClient, code: str, step: str, **told: str) -> None:
    """What the holder of a code does."""
    answer = await door.post(f"/follow/{code}/{step}", data=told)
    assert answer.status_code == 303, answer.text


async def begun(door: AsyncClient, *, text: str = RUBBISH) -> str:
    """A draft with its words and a photo."""
    answer = await door.post(
        "/send/with-file",
        data={"category": "env_sanitation", "text": text},
        files={"photos": ("rac-dau-ngo.jpg", heap_of_rubbish(), "image/jpeg")},
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("/")[2]


async def placed(door: AsyncClient, draft: str) -> None:
    """Where it is."""
    answer = await door.post(f"/send/{draft}/where", data={"address": ADDRESS})
    assert answer.headers["location"] == f"/send/{draft}/who"


async def signed(door: AsyncClient, draft: str, **who: str) -> None:
    """Who sends it; and off it goes."""
    answer = await door.post(f"/send/{draft}/who", data=who or CONFIDENTIAL)
    assert answer.headers["location"] == f"/send/{draft}/sent"


def heap_of_rubbish() -> bytes:
    """A photo as a phone takes one."""
    image = Image.new("RGB", (1360, 1020), "#b9c4c9")
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 620, 1360, 1020), fill="#8b8a84")
    brush.rectangle((140, 80, 600, 640), fill="#d8c7a8")
    brush.rectangle((980, 0, 1040, 700), fill="#6a6a66")
    brush.ellipse((560, 520, 1140, 900), fill="#4f5a4c")
    brush.ellipse((690, 640, 880, 780), fill="#e6e2d6")
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()
