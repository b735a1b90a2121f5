"""A citizen who only writes letters: a case, a receipt, an answer, and “not done yet”."""

from pathlib import Path

import pytest

from shared.testing.probing import eventually
from tests.nodes import ONE_WARD, OPERATOR, federation
from tests.post_office import post_office
from tests.service.intake.post import LINK, Post
from tests.spec.intake.letters import letter

pytestmark = pytest.mark.infra

REPLY = """Đèn vẫn chưa sáng, xin xem lại.

Vào Th 4, 25 thg 11, 2026 vào lúc 10:02 UBND <phuong@phuong.example> đã viết:
> — Trả lời phía trên dòng này / Reply above this line —
> Phường đã xử lý.
"""


async def test_a_citizen_needs_nothing_but_mail(tmp_path: Path, admin_url: str) -> None:
    async with (
        post_office() as office,
        federation(ONE_WARD, folder=tmp_path, admin_url=admin_url) as nodes,
    ):
        node = nodes["east"]
        node.environment["KHEO_IMAP_EVERY_SECONDS"] = "0.2"
        post = Post(node, office)
        async with node.serving("intake") as door:
            await office.put(letter().as_bytes())
            await eventually(lambda: count(post), shows=1, within_seconds=30)
            receipt = (await post.letters_to())[-1]
            code = receipt["Subject"].rpartition("[")[2].strip("]")

            answer = await door.post(
                f"/api/intake/v1/feedback/{code}/resolve",
                json={"words": "Đã thay bóng đèn."},
                headers=OPERATOR,
            )
            assert answer.status_code == 200, answer.text
            await eventually(lambda: count(post), shows=2, within_seconds=30)
            resolved = (await post.letters_to())[-1]
            assert "Đã thay bóng đèn." in resolved.get_content()
            assert f"{LINK}/follow/{code}" in resolved.get_content()

            reply = letter(REPLY, subject="Re: ...", message_id="<thu-2@dan.example>")
            reply["In-Reply-To"] = resolved["Message-ID"]
            await office.put(reply.as_bytes())
            await eventually(lambda: texts(post, code), shows=2, within_seconds=30)

        first, further = await post.node.rows(
            "intake", "SELECT * FROM messages ORDER BY received_at"
        )
        assert further["text"] == "Đèn vẫn chưa sáng, xin xem lại."
        assert further["case_id"] == first["case_id"]
        await post.close()


async def count(post: Post) -> int:
    return len(await post.letters_to())


async def texts(post: Post, code: str) -> int:
    rows = await post.node.rows(
        "intake",
        "SELECT 1 FROM messages WHERE case_id ="
        " (SELECT case_id FROM messages WHERE number = $1)",
        code.replace("-", "")[-8:],
    )
    return len(rows)
