"""The page of channels: what waits can be taken or dropped, what was lost is sent again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.nodes import Node
from tests.post_office import UNKNOWN, PostOffice, post_office
from tests.service.intake.post import Post, numbered
from tests.signing_in import sign_in, sign_out, somebody

PAGE = "/channels"


@pytest_asyncio.fixture(scope="module")
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as found:
        yield found


@pytest_asyncio.fixture
async def post(node: Node, office: PostOffice) -> AsyncIterator[Post]:
    found = Post(node, office)
    yield found
    await found.close()


@pytest_asyncio.fixture
async def officer(door: AsyncClient) -> AsyncIterator[AsyncClient]:
    sign_in(door, somebody(Role.OFFICER))
    yield door
    sign_out(door)


async def parked(post: Post, number: int) -> int:
    """A letter that waits, since a machine wrote it."""
    await post.citizen_writes(numbered(number, List_Id="<tin.x.example>"))
    waiting: int = (await post.mails())[-1]["id"]
    return waiting


async def test_a_letter_somebody_looked_at_becomes_a_case(
    officer: AsyncClient, post: Post
) -> None:
    waiting = await parked(post, 301)

    answer = await officer.post(f"{PAGE}/mails/{waiting}/take")

    assert answer.status_code == 303
    assert len(await post.messages("(301)")) == 1
    assert (await officer.post(f"{PAGE}/mails/{waiting}/take")).status_code == 422


async def test_a_letter_of_nobody_becomes_a_case_of_nobody(
    officer: AsyncClient, post: Post
) -> None:
    await post.citizen_writes(b"Subject: den hong o ngo 9 (302)\r\n\r\nxin sua")
    waiting = (await post.mails())[-1]["id"]

    assert (await officer.post(f"{PAGE}/mails/{waiting}/take")).status_code == 303

    (message,) = await post.messages("(302)")
    assert message["visibility"] == "anonymous"


async def test_a_letter_is_dropped_with_a_reason_only(officer: AsyncClient, post: Post) -> None:
    waiting = await parked(post, 303)

    refused = await officer.post(f"{PAGE}/mails/{waiting}/drop", data={"why": " "})
    dropped = await officer.post(f"{PAGE}/mails/{waiting}/drop", data={"why": "Quảng cáo"})

    assert (refused.status_code, dropped.status_code) == (422, 303)
    assert await post.last_mail() == ("dropped", "Quảng cáo")


async def test_the_whole_letter_is_read_by_who_works_and_leaves_a_trace(
    officer: AsyncClient, post: Post, node: Node
) -> None:
    waiting = await parked(post, 304)
    address = f"{PAGE}/mails/{waiting}/original"

    whole = await officer.get(address)
    sign_in(officer, somebody(Role.ADMINISTRATOR))
    shut = await officer.get(address)

    assert b"List-Id" in whole.content
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert shut.status_code == 403
    traces = await node.rows(
        "intake",
        "SELECT 1 FROM audit_trail WHERE deed = 'mail.original' AND subject = $1",
        str(waiting),
    )
    assert len(traces) == 1


async def test_what_did_not_arrive_is_shown_and_sent_again(
    officer: AsyncClient, post: Post
) -> None:
    await post.citizen_writes(numbered(305, sender=UNKNOWN))
    while await post.send():
        pass
    (message,) = await post.messages("(305)")
    (notice,) = await post.told(message["id"])

    page = await officer.get(PAGE)
    again = await officer.post(f"{PAGE}/notices/{notice['id']}/retry")

    assert "no such mailbox" in page.text
    assert again.status_code == 303
    (notice,) = await post.told(message["id"])
    assert (notice["state"], notice["attempts"]) == ("waiting", 0)


async def test_a_list_is_taken_in_on_a_page_and_refused_with_its_rows(
    officer: AsyncClient, node: Node
) -> None:
    head = "external_ref,channel,received_on,text\n"

    async def sent(rows: str) -> str:
        files = {"file": ("1022.csv", (head + rows).encode())}
        answer = await officer.post(f"{PAGE}/import/with-file", files=files)
        return f"{answer.status_code} {answer.headers.get('location', '')} {answer.text}"

    assert (await sent("tr-1,portal_1022,2020-01-01,Rác tồn\n")).startswith("422 ")
    today = datetime.now(UTC).date()
    assert (await sent(f"tr-2,portal_1022,{today},Rác tồn\n")).startswith("303 /channels")
    kept = await node.rows("intake", "SELECT 1 FROM messages WHERE external_ref LIKE 'tr-%'")
    assert len(kept) == 1
