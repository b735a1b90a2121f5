"""The channels of the world: letters that wait, a notice that was lost, a photo to look at."""

import re

from httpx import AsyncClient

from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.browser.citizens import ANONYMOUS, followed
from tests.post_office import UNKNOWN, PostOffice
from tests.signing_in import sign_in, somebody
from tests.spec.intake.letters import letter

KEEPER = somebody(Role.LEADER, "east", name="Nguyễn Thị Minh Anh")
PARKED = re.compile(r"/channels/mails/\d+/drop")
LOST = re.compile(r"/channels/notices/[0-9a-f-]+/retry")
PHOTO = re.compile(r"/follow/[0-9A-Z-]+/photos/([0-9a-f-]{36})")


async def lay_letters(office: PostOffice) -> None:
    """A newsletter, a letter nobody can answer, and one of a citizen whose address is wrong."""
    news = letter("Bản tin tuần này", message_id="<tin-1@x.example>", List_Id="<tin.x.example>")
    nobody = b"Subject: khong ghi nguoi gui\r\n\r\nRac chua thu"
    wrong = letter(sender=UNKNOWN, message_id="<sai-1@dan.example>")
    for raw in (news.as_bytes(), nobody, wrong.as_bytes()):
        await office.put(raw)


async def channels(door: AsyncClient) -> dict[str, str]:
    """Wait until the postman has been there; find a photo."""
    sign_in(door, KEEPER)

    async def seen() -> tuple[int, int]:
        page = (await door.get("/channels")).text
        return len(PARKED.findall(page)), len(LOST.findall(page))

    await eventually(seen, shows=(2, 1), within_seconds=60)
    door.cookies.clear()
    code = await followed(door, ANONYMOUS)
    page = await door.get(f"/follow/{code}")
    return {"photo": PHOTO.findall(page.text)[0]}
