"""Mail comes in from a real mailbox: each letter once, none lost, none blocks the others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from services.intake.channels.domain.mail_records import MOST_TRIES, Location
from services.intake.channels.store import try_once_more
from services.intake.channels.workflows import mailbox_name
from shared.chassis.mailbox import opened
from tests.nodes import Node
from tests.post_office import PostOffice, post_office
from tests.service.intake.post import Post, numbered
from tests.spec.intake.letters import CITIZEN, OFFICE, letter, raw
from tests.spec.intake.pictures import photo

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module")
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as found:
        yield found


@pytest_asyncio.fixture
async def post(node: Node, office: PostOffice) -> AsyncIterator[Post]:
    found = Post(node, office)
    yield found
    await found.close()


async def test_a_letter_becomes_a_case_with_its_sender_and_its_subject(post: Post) -> None:
    await post.citizen_writes(numbered(1, subject="Đèn đường hỏng ba hôm"))

    (message,) = await post.messages("(1)")
    assert message["text"].startswith("Đèn đường hỏng ba hôm\n\nĐèn đường trước số 12")
    assert (message["channel"], message["external_ref"]) == ("email", "thu-1@dan.example")
    assert (message["visibility"], message["opened"]) == ("named", True)
    (contact,) = await post.node.rows(
        "intake", "SELECT * FROM contacts WHERE message_id = $1", message["id"]
    )
    assert (contact["full_name"], contact["email"]) == ("Nguyễn Thị Hoa", CITIZEN)
    assert await post.last_mail() == ("taken", "")


async def test_a_letter_is_taken_once_however_often_the_postman_comes(post: Post) -> None:
    await post.citizen_writes(numbered(2))
    for _ in range(3):
        assert await post.visit() == 0

    assert len(await post.messages("(2)")) == 1


async def test_a_letter_that_was_taken_before_a_crash_is_put_away_and_not_taken_again(
    post: Post,
) -> None:
    await post.citizen_writes(numbered(3))
    await post.node.rows("intake", "UPDATE mails SET filed_at = NULL RETURNING id")

    assert await post.visit() == 0
    assert all(mail["filed_at"] for mail in await post.mails())
    assert len(await post.messages("(3)")) == 1


async def test_a_letter_that_was_begun_before_a_crash_is_taken(post: Post) -> None:
    await post.office.put(numbered(4).as_bytes())
    async with opened(post.channels.mailbox) as box:
        uid = (await box.list_after(0))[-1]
        where = Location(mailbox=mailbox_name(box), validity=box.validity, uid=uid)
    async with post.database.transaction() as tx:
        await try_once_more(tx, where, now=NOW)

    assert await post.visit() == 1
    assert len(await post.messages("(4)")) == 1


async def test_a_letter_that_breaks_us_every_time_is_put_aside_and_blocks_nobody(
    post: Post,
) -> None:
    await post.office.put(numbered(5).as_bytes())
    async with opened(post.channels.mailbox) as box:
        uid = (await box.list_after(0))[-1]
        where = Location(mailbox=mailbox_name(box), validity=box.validity, uid=uid)
    for _ in range(MOST_TRIES):
        async with post.database.transaction() as tx:
            await try_once_more(tx, where, now=NOW)
    await post.office.put(numbered(6).as_bytes())

    assert await post.visit() == 2
    assert [mail["reason"] for mail in (await post.mails())[-2:]] == ["mail-breaks-us", ""]
    assert len(await post.messages("(6)")) == 1


async def test_a_mailbox_that_numbers_its_letters_anew_brings_no_case_twice(post: Post) -> None:
    await post.citizen_writes(numbered(7))
    before = len(await post.mails())

    await post.office.renumber()
    await post.visit()

    assert len(await post.mails()) > before
    assert len(await post.messages("(7)")) == 1


async def test_a_letter_nobody_can_read_waits_with_its_reason_and_whole(post: Post) -> None:
    broken = b"Subject: khong ai gui\r\n\r\nx"
    await post.office.put(broken)
    await post.citizen_writes(numbered(8))

    unread, taken = (await post.mails())[-2:]
    assert (unread["state"], unread["reason"]) == ("parked", "mail-without-sender")
    assert await post.files.content_of(unread["raw_digest"]) == broken
    assert taken["state"] == "taken"


async def test_an_empty_letter_waits_for_somebody(post: Post) -> None:
    await post.citizen_writes(raw("Message-ID: <trong@dan.example>", b"  \r\n"))

    assert await post.last_mail() == ("parked", "feedback-empty")


async def test_photos_are_kept_and_other_files_leave_the_whole_letter_behind(
    post: Post,
) -> None:
    written = numbered(9)
    written.add_attachment(photo(), maintype="image", subtype="jpeg", filename="den.jpg")
    written.add_attachment(b"%PDF-1.7 %%EOF", maintype="application", subtype="pdf")

    await post.citizen_writes(written)

    (message,) = await post.messages("(9)")
    (kept,) = await post.node.rows(
        "intake", "SELECT * FROM photos WHERE message_id = $1", message["id"]
    )
    assert (kept["width"], kept["height"]) == (640, 480)
    assert await post.last_mail() == ("taken", "taken-in-part")
    whole = await post.files.content_of((await post.mails())[-1]["raw_digest"])
    assert b"application/pdf" in whole


async def test_a_letter_longer_than_a_message_may_be_is_taken_and_kept_whole(
    post: Post,
) -> None:
    await post.citizen_writes(numbered(10, "Đèn hỏng. " * 900))

    (message,) = await post.messages("Đèn hỏng. Đèn hỏng.")
    assert len(message["text"]) == 4000
    assert await post.last_mail() == ("taken", "taken-in-part")


async def test_whoever_asks_to_stay_unknown_is_sealed(post: Post) -> None:
    await post.citizen_writes(numbered(11, "Xin giữ kín danh tính cho tôi. Có người đổ rác."))

    (message,) = await post.messages("(11)")
    assert message["visibility"] == "confidential"


async def test_what_a_letter_is_about_is_guessed_from_its_words(post: Post) -> None:
    await post.citizen_writes(numbered(12, "Bãi rác bốc mùi hôi", subject="Rác thải"))

    (message,) = await post.messages("(12)")
    (case,) = await post.node.rows(
        "intake", "SELECT * FROM feedback WHERE id = $1", message["case_id"]
    )
    assert (case["category"], case["leaf"]) == ("env_sanitation", "env_waste")


async def test_our_own_letter_that_comes_back_is_not_a_case(post: Post) -> None:
    await post.citizen_writes(letter(sender=OFFICE, message_id="<vong@phuong.example>"))

    assert await post.last_mail() == ("ignored", "own-letter")


async def test_what_a_machine_wrote_of_its_own_waits_for_somebody(post: Post) -> None:
    news = numbered(13, List_Id="<tin@x.example>")
    await post.citizen_writes(news)

    assert await post.last_mail() == ("parked", "automatic")
    assert await post.messages("(13)") == []


async def test_a_reply_that_names_a_code_belongs_to_that_case(post: Post) -> None:
    await post.citizen_writes(numbered(14))
    (first,) = await post.messages("(14)")
    code = f"E-{first['number'][:4]}-{first['number'][4:]}"

    await post.citizen_writes(numbered(15, "Nhắc lại", subject=f"Về mã {code.lower()}"))

    (further,) = await post.messages("(15)")
    assert further["case_id"] == first["case_id"]
    assert not further["opened"]


async def test_taken_letters_are_moved_where_we_are_told(
    node: Node, office: PostOffice
) -> None:
    post = Post(node, office, imap_user="chuyen", imap_done_folder="Da nhan")
    await office.put(numbered(16).as_bytes(), box="chuyen")

    assert await post.visit() == 1

    assert await office.letters("chuyen") == []
    assert len(await office.letters("chuyen", "Da nhan")) == 1
    await post.close()
