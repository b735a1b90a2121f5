"""The working calendar on its page: read, looked at before it counts, published."""

import html
import re

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.intake.desk import facts
from tests.signing_in import sign_in, somebody

KEEPER = somebody(Role.ADMINISTRATOR, name="Phạm Quốc Cường")
BINH = somebody(Role.OFFICER, name="Trần Văn Bình")
YEAR = """\
year: 2033
version: 1
source: "TB 12/TB-BNV"
days:
  - {day: 2033-01-01, kind: holiday}
  - {day: 2033-01-31, kind: holiday, name: "Mùng một Tết"}
  - {day: 2033-04-30, kind: holiday}
  - {day: 2033-05-01, kind: holiday}
  - {day: 2033-09-02, kind: holiday}
"""


async def shown(door: AsyncClient, content: str) -> str:
    """The answer to a file that is looked at before it is published."""
    files = {"file": ("2033.yaml", content.encode())}
    answer = await door.post("/calendar/with-file", files=files)
    return answer.text


async def test_a_year_is_looked_at_before_it_is_published(
    door: AsyncClient, node: Node
) -> None:
    sign_in(door, KEEPER)
    page = await shown(door, YEAR)
    assert "31/01/2033" in page
    assert "Nghỉ lễ, Tết" in page
    assert await facts(node, "calendar_year_published") == []

    [year] = re.findall(r'name="year" value="(.*?)"', page)
    answer = await door.post("/calendar/publish", data={"year": html.unescape(year)})

    assert answer.status_code == 303
    [fact] = await facts(node, "calendar_year_published")
    assert (fact["year"], len(fact["days"])) == (2033, 5)
    assert "Mùng một Tết" in (await door.get("/calendar")).text


async def test_a_file_that_is_no_calendar_is_refused_where_it_is_wrong(
    door: AsyncClient,
) -> None:
    sign_in(door, KEEPER)
    page = await shown(door, YEAR.replace("kind: holiday, name", "kind: feast, name"))
    assert "days[2].kind" in page
    assert "swap_work" in page


async def test_an_officer_reads_the_calendar_and_cannot_publish(door: AsyncClient) -> None:
    sign_in(door, BINH)
    page = await door.get("/calendar")
    assert "Lịch làm việc" in page.text
    assert "Công bố lịch một năm" not in page.text
    assert (await door.post("/calendar/publish", data={"year": YEAR})).status_code == 403
