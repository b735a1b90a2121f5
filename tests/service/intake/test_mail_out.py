"""Mail goes out through a real server: what is owed is told once, and a loss is seen."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio

from services.intake.cases.domain.notices import PAUSES
from shared.chassis.outage import Outage
from tests.nodes import Node
from tests.post_office import LATER, UNKNOWN, PostOffice, post_office
from tests.service.intake.post import LINK, Post, numbered
from tests.spec.intake.letters import CITIZEN, OFFICE, bounce


@pytest_asyncio.fixture(scope="module")
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as found:
        yield found


@pytest_asyncio.fixture
async def post(node: Node, office: PostOffice) -> AsyncIterator[Post]:
    found = Post(node, office)
    yield found
    await found.close()


async def settled(post: Post, at: datetime | None = None) -> None:
    """Everything that is due is sent, however much of it there is."""
    while await post.send(at):
        pass


async def receipt_of(post: Post, number: int, **headers: str) -> EmailMessage:
    """The letter a citizen gets for a letter of theirs."""
    await post.citizen_writes(numbered(number, **headers))
    await settled(post)
    return (await post.letters_to())[-1]


async def test_whoever_writes_gets_a_code_a_promised_day_and_a_link(post: Post) -> None:
    receipt = await receipt_of(post, 201)

    (message,) = await post.messages("(201)")
    (case,) = await post.node.rows(
        "intake", "SELECT * FROM feedback WHERE id = $1", message["case_id"]
    )
    code = f"E-{message['number'][:4]}-{message['number'][4:]}"
    words = receipt.get_content()
    assert receipt["Subject"] == f"Đã nhận phản ánh của ông/bà [{code}]"
    assert "Kính gửi Nguyễn Thị Hoa," in words
    assert f"{case['promised_on']:%d/%m/%Y}" in words
    assert f"{LINK}/follow/{code}" in words


async def test_a_receipt_answers_the_letter_and_asks_machines_not_to_answer(post: Post) -> None:
    receipt = await receipt_of(post, 202)

    assert receipt["In-Reply-To"] == receipt["References"] == "<thu-202@dan.example>"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert (receipt["Reply-To"], receipt["To"]) == (OFFICE, f"Nguyễn Thị Hoa <{CITIZEN}>")
    assert "phuong.example" in receipt["Message-ID"]


async def test_what_was_told_is_not_told_again(post: Post) -> None:
    await receipt_of(post, 203)
    before = len(await post.letters_to())

    assert await post.send() == 0
    assert len(await post.letters_to()) == before


async def test_many_at_once_tell_each_notice_once(post: Post) -> None:
    for number in range(210, 215):
        await post.office.put(numbered(number).as_bytes())
    await post.visit()
    before = len(await post.letters_to())

    await asyncio.gather(*(post.send() for _ in range(4)))

    assert len(await post.letters_to()) == before + 5


async def test_a_letter_sent_again_after_a_crash_bears_the_same_number(post: Post) -> None:
    first = await receipt_of(post, 220)
    (message,) = await post.messages("(220)")
    await post.node.rows(
        "intake",
        "UPDATE notices SET state = 'waiting', next_try_at = now() WHERE message_id = $1"
        " RETURNING id",
        message["id"],
    )

    await settled(post)

    assert (await post.letters_to())[-1]["Message-ID"] == first["Message-ID"]


async def test_an_address_that_does_not_exist_is_given_up_and_seen(post: Post) -> None:
    await post.citizen_writes(numbered(230, sender=UNKNOWN))
    await settled(post)

    (message,) = await post.messages("(230)")
    (notice,) = await post.told(message["id"])
    assert (notice["state"], notice["attempts"]) == ("failed", 1)
    assert "no such mailbox" in notice["failure"]
    entries = await post.node.rows(
        "intake", "SELECT what FROM case_entries WHERE case_id = $1", message["case_id"]
    )
    assert "notice_failed" in {entry["what"] for entry in entries}


async def test_a_server_that_says_later_is_asked_later_and_at_last_given_up(post: Post) -> None:
    await post.citizen_writes(numbered(240, sender=LATER))
    (message,) = await post.messages("(240)")
    at = datetime.now(UTC)
    for tries in range(1, len(PAUSES) + 2):
        await settled(post, at)
        (notice,) = await post.told(message["id"])
        assert notice["attempts"] == tries
        at = max(at, notice["next_try_at"]) + timedelta(seconds=1)

    assert notice["state"] == "failed"
    assert "try again later" in notice["failure"]


async def test_while_the_server_is_away_letters_wait_and_nothing_counts_as_a_try(
    post: Post, node: Node, office: PostOffice
) -> None:
    await post.citizen_writes(numbered(250))
    (message,) = await post.messages("(250)")
    away = Post(node, office, smtp_port=1)

    with pytest.raises(Outage):
        await away.send()

    (notice,) = await post.told(message["id"])
    assert (notice["state"], notice["attempts"]) == ("waiting", 0)
    await settled(post, datetime.now(UTC) + timedelta(minutes=2))
    (notice,) = await post.told(message["id"])
    assert notice["state"] == "sent"
    await away.close()


async def test_a_report_that_our_letter_did_not_arrive_is_seen(post: Post) -> None:
    receipt = await receipt_of(post, 260)

    await post.citizen_writes(bounce(receipt["Message-ID"].strip("<>")))

    (message,) = await post.messages("(260)")
    (notice,) = await post.told(message["id"])
    assert await post.last_mail() == ("ignored", "bounced")
    assert notice["state"] == "failed"
    assert "no such user" in notice["failure"]


async def test_a_machine_that_answers_our_letter_starts_no_loop(post: Post) -> None:
    receipt = await receipt_of(post, 270)
    before = len(await post.letters_to())

    away = numbered(271, "Tôi đang nghỉ phép", Auto_Submitted="auto-replied")
    away["In-Reply-To"] = receipt["Message-ID"]
    await post.citizen_writes(away)
    await settled(post)

    assert await post.last_mail() == ("ignored", "automatic-reply")
    assert len(await post.letters_to()) == before


async def test_whoever_asked_us_to_stop_is_not_written_to(post: Post) -> None:
    await post.citizen_writes(numbered(280))
    (message,) = await post.messages("(280)")
    before = len(await post.letters_to())
    await post.node.rows(
        "intake",
        "UPDATE contacts SET stopped_at = now() WHERE message_id = $1 RETURNING 1",
        message["id"],
    )

    await settled(post)

    assert len(await post.letters_to()) == before
    (notice,) = await post.told(message["id"])
    assert (notice["state"], notice["failure"]) == ("failed", "nobody-to-reach")
