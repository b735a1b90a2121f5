"""What citizens are about to send, and what they have sent."""

from io import BytesIO

from httpx import AsyncClient
from PIL import Image, ImageDraw

RUBBISH = (
    "Rác đổ thành đống cạnh cột điện đầu ngõ từ chiều Chủ nhật, có mùi và chắn lối đi của học"
    " sinh. Mong cho dọn và nhắc các hộ đổ đúng giờ."
)
ADDRESS = "Đầu ngõ 557 Nguyễn Văn Linh, cạnh cột điện"


async def messages(door: AsyncClient) -> dict[str, str]:
    """Steps on the way, and a receipt."""
    door.cookies.clear()
    draft = await begun(door)
    await placed(door, draft)
    sent = await begun(door)
    await placed(door, sent)
    await signed(door, sent)
    return {"draft": draft, "sent_draft": sent}


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


async def signed(door: AsyncClient, draft: str) -> None:
    """Who sends it; and off it goes."""
    who = {"visibility": "confidential", "full_name": "Phạm Thị Lan", "phone": "0912 345 678"}
    answer = await door.post(f"/send/{draft}/who", data=who)
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
