"""Text messages go out through a gateway over HTTP: in the daytime, and each once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response
from httpx import AsyncClient
from pydantic import SecretStr

from shared.chassis.outage import Outage
from tests.browser.conftest import served
from tests.nodes import Node
from tests.post_office import PostOffice
from tests.service.intake.desk import taken_in
from tests.service.intake.post import Post

NOON = datetime.now(UTC).replace(hour=5, minute=0) + timedelta(days=1)
"""Noon in Hà Nội, after everything that is due."""
NIGHT = NOON + timedelta(hours=11)
HOA = {"phone": "0912345678"}


class Gateway:
    """A gateway that answers as it is told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answers = 200
        self.app = FastAPI()

        @self.app.post("/send")
        async def send(request: Request) -> Response:
            self.heard.append({**await request.json(), **dict(request.headers)})
            return Response(status_code=self.answers)


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest_asyncio.fixture
async def post(node: Node, gateway: Gateway, door: AsyncClient) -> AsyncIterator[Post]:
    assert door  # whose schema is the node's
    async with served(gateway.app) as address:
        nowhere = PostOffice(folder=node.folder, imap_port=1, smtp_port=1)
        found = Post(
            node,
            nowhere,
            smtp_host="",
            sms_gateway_url=f"{address}/send",
            sms_gateway_token=SecretStr("khoa-cong"),
        )
        await found.send(NOON)
        gateway.heard.clear()
        yield found
        await found.close()


async def notice_of(node: Node, code: str) -> Any:
    (notice,) = await node.rows(
        "intake",
        "SELECT * FROM notices WHERE message_id = (SELECT id FROM messages WHERE number = $1)",
        code.replace("-", "")[-8:],
    )
    return notice


async def sent(door: AsyncClient) -> str:
    return await taken_in(door, visibility="confidential", contact=HOA)


async def test_whoever_left_a_telephone_gets_the_code_on_it(
    door: AsyncClient, post: Post, gateway: Gateway
) -> None:
    code = await sent(door)

    await post.send(NOON)

    (heard,) = gateway.heard
    assert heard["to"] == "+84912345678"
    assert code in heard["text"]
    assert heard["authorization"] == "Bearer khoa-cong"
    assert heard["idempotency-key"] == heard["id"]
    assert (await notice_of(post.node, code))["state"] == "sent"


async def test_no_telephone_rings_at_night(
    door: AsyncClient, post: Post, gateway: Gateway
) -> None:
    code = await sent(door)

    await post.send(NIGHT)
    assert gateway.heard == []
    await post.send(NIGHT + timedelta(hours=9))

    assert (await notice_of(post.node, code))["state"] == "sent"


SAID = {422: "failed", 503: "waiting"}


@pytest.mark.parametrize("answer", list(SAID))
async def test_what_the_gateway_says_is_believed(
    door: AsyncClient, post: Post, gateway: Gateway, *, answer: int
) -> None:
    gateway.answers = answer
    code = await sent(door)

    await post.send(NOON)

    notice = await notice_of(post.node, code)
    assert (notice["state"], notice["failure"]) == (SAID[answer], f"HTTP {answer}")


async def test_a_gateway_that_does_not_know_us_is_an_outage_of_ours(
    door: AsyncClient, post: Post, gateway: Gateway
) -> None:
    gateway.answers = 401
    code = await sent(door)

    with pytest.raises(Outage):
        await post.send(NOON)

    notice = await notice_of(post.node, code)
    assert (notice["state"], notice["attempts"]) == ("waiting", 0)
    (channel,) = await post.node.rows(
        "intake", "SELECT * FROM channel_states WHERE channel = 'sms-out'"
    )
    assert "401" in channel["failure"]
