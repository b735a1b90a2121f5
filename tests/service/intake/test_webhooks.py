"""Text messages and Zalo: signed messages become cases; a wrong signature leaves no trace."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient
from httpx import Response as Answer

from tests.nodes import Node
from tests.service.intake.desk import taken_in

SECRET, APP, OA = "khoa-tin-nhan", "3254", "khoa-oa"
SMS, ZALO = "/api/intake/v1/channels/sms", "/api/intake/v1/channels/zalo"
PHONE = "0912 345 678"


@pytest_asyncio.fixture(scope="module")
async def told_door(node: Node, door: AsyncClient) -> AsyncIterator[AsyncClient]:
    assert door  # built before there are any keys
    node.environment.update(KHEO_SMS_SECRET=SECRET, KHEO_ZALO_APP_ID=APP, KHEO_ZALO_SECRET=OA)
    async with node.serving("intake") as client:
        yield client


def signed_sms(
    body: bytes, *, at: datetime | None = None, secret: str = SECRET
) -> dict[str, str]:
    stamp = str(int((at or datetime.now(UTC)).timestamp()))
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return {"X-Kheo-Timestamp": stamp, "X-Kheo-Signature": f"sha256={mac}"}


async def sms(door: AsyncClient, number: int, words: str, *, sender: str = PHONE) -> Answer:
    body = json.dumps({"id": f"tin-{number}", "from": sender, "text": words}).encode()
    return await door.post(SMS, content=body, headers=signed_sms(body))


async def zalo(door: AsyncClient, number: int, secret: str = OA, **changed: Any) -> Answer:
    stamp = str(int(datetime.now(UTC).timestamp() * 1000))
    event = {
        "app_id": APP,
        "event_name": "user_send_text",
        "sender": {"id": "246845883529197922"},
        "recipient": {"id": "388613280878808645"},
        "message": {"msg_id": f"zalo-{number}", "text": f"Rác chưa thu ({number})"},
        "timestamp": stamp,
    } | changed
    body = json.dumps(event, ensure_ascii=False).encode()
    mac = sha256(APP.encode() + body + str(event["timestamp"]).encode() + secret.encode())
    return await door.post(
        ZALO, content=body, headers={"X-ZEvent-Signature": f"mac={mac.hexdigest()}"}
    )


async def everything(node: Node) -> list[int]:
    query = (
        "SELECT (SELECT count(*) FROM messages) AS a, (SELECT count(*) FROM outbox) AS b,"
        " (SELECT count(*) FROM contacts) AS c, (SELECT count(*) FROM case_entries) AS d"
    )
    return list((await node.rows("intake", query))[0])


async def refused(door: AsyncClient, channel: str) -> float:
    page = (await door.get("/metrics")).text
    wanted = f'kheo_webhooks_refused_total{{channel="{channel}"}} '
    return next(
        (
            float(line.removeprefix(wanted))
            for line in page.splitlines()
            if line.startswith(wanted)
        ),
        0.0,
    )


async def test_a_text_message_becomes_a_case_whose_sender_can_be_told(
    told_door: AsyncClient, node: Node
) -> None:
    answer = await sms(told_door, 1, "Đèn đường ngõ 5 hỏng")

    assert (answer.status_code, answer.json()["state"]) == (200, "taken")
    number = answer.json()["tracking_code"].replace("-", "")[-8:]
    (message,) = await node.rows("intake", "SELECT * FROM messages WHERE number = $1", number)
    assert (message["channel"], message["external_ref"]) == ("sms", "tin-1")
    (contact,) = await node.rows(
        "intake", "SELECT * FROM contacts WHERE message_id = $1", message["id"]
    )
    assert contact["phone"] == "+84912345678"
    (notice,) = await node.rows(
        "intake", "SELECT * FROM notices WHERE message_id = $1", message["id"]
    )
    assert (notice["kind"], notice["channel"]) == ("received", "sms")


async def test_what_the_gateway_brings_again_is_known(told_door: AsyncClient) -> None:
    first, again = [await sms(told_door, 2, "Nước tràn") for _ in range(2)]

    assert again.json()["state"] == "known"
    assert again.json()["tracking_code"] == first.json()["tracking_code"]


async def test_the_same_message_brought_at_once_is_one(told_door: AsyncClient) -> None:
    answers = await asyncio.gather(*(sms(told_door, 3, "Cây đổ") for _ in range(8)))

    assert sorted(answer.json()["state"] for answer in answers) == ["known"] * 7 + ["taken"]


async def test_a_text_that_names_a_code_belongs_to_that_case(
    told_door: AsyncClient, node: Node
) -> None:
    code = await taken_in(told_door)

    answer = await sms(told_door, 4, f"ma {code.lower().replace('-', ' ')} van chua xong")

    numbers = [code.replace("-", "")[-8:], answer.json()["tracking_code"].replace("-", "")[-8:]]
    cases = await node.rows(
        "intake", "SELECT DISTINCT case_id FROM messages WHERE number = ANY($1)", numbers
    )
    assert len(cases) == 1


async def test_zalo_brings_messages_and_other_events_are_passed_over(
    told_door: AsyncClient, node: Node
) -> None:
    answer = await zalo(told_door, 1)
    followed = await zalo(told_door, 2, event_name="follow")

    assert answer.json()["state"] == "taken"
    assert followed.json() == {"state": "ignored", "tracking_code": None}
    (contact,) = await node.rows(
        "intake", "SELECT address FROM contacts WHERE address LIKE 'zalo:%'"
    )
    assert contact["address"] == "zalo:246845883529197922"


async def test_a_picture_without_words_is_told_as_such(told_door: AsyncClient) -> None:
    answer = await zalo(told_door, 3, event_name="user_send_image", message={"msg_id": "anh-1"})

    assert answer.json()["state"] == "taken"


FORGED = b'{"id":"x","from":"0912345678","text":"gia"}'


@pytest.mark.parametrize(
    "headers", [{}, signed_sms(b"another body"), {"X-Kheo-Signature": "sha256=00"}]
)
async def test_a_wrong_signature_is_refused_counted_and_leaves_no_trace(
    told_door: AsyncClient, node: Node, headers: dict[str, str]
) -> None:
    before, count = await everything(node), await refused(told_door, "sms")

    answer = await told_door.post(SMS, content=FORGED, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature-refused")
    assert await everything(node) == before
    assert await refused(told_door, "sms") == count + 1


async def test_a_key_that_is_not_ours_and_an_old_copy_are_refused(
    told_door: AsyncClient, node: Node
) -> None:
    before = await everything(node)
    body = b'{"id":"y","from":"0912345678","text":"gia"}'
    stranger = signed_sms(body, secret="khoa-khac")
    old = signed_sms(body, at=datetime.now(UTC) - timedelta(minutes=6))

    codes = []
    for headers in (stranger, old):
        answer = await told_door.post(SMS, content=body, headers=headers)
        codes.append((answer.status_code, answer.json()["code"]))

    assert codes == [(401, "signature-refused"), (401, "message-stale")]
    assert await everything(node) == before


async def test_zalo_signed_with_another_key_is_refused(
    told_door: AsyncClient, node: Node
) -> None:
    before, count = await everything(node), await refused(told_door, "zalo")

    answer = await zalo(told_door, 9, secret="khoa-cua-ung-dung")

    assert answer.status_code == 401
    assert await everything(node) == before
    assert await refused(told_door, "zalo") == count + 1


async def test_a_node_without_keys_lets_nobody_in(door: AsyncClient) -> None:
    body = b'{"id":"z","from":"0912345678","text":"gia"}'
    for address, headers in ((SMS, signed_sms(body, secret="")), (ZALO, {})):
        answer = await door.post(address, content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "channel-closed")


@pytest.mark.parametrize("sender", ["VIETTEL", "", "18001"])
async def test_an_advertisement_is_refused_by_name(told_door: AsyncClient, sender: str) -> None:
    answer = await sms(told_door, 5, "Khuyến mãi 50 %", sender=sender)

    assert answer.status_code == 422


async def test_signed_nonsense_is_refused_by_name(told_door: AsyncClient) -> None:
    for body in (b"[]", b"\xff", b'{"id": 1}'):
        answer = await told_door.post(SMS, content=body, headers=signed_sms(body))
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook-unreadable")
