"""Webhooks of the SMS gateway and of Zalo: only what they signed, only just now, is heard."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import Counter
from pydantic import BaseModel, Field, ValidationError

from services.intake.cases.domain.tracking import tracking_code
from services.intake.channels.domain.webhooks import (
    SignatureRefused,
    Signed,
    refuse_forged_sms,
    refuse_forged_zalo,
)
from services.intake.channels.workflows import SMS, ZALO, TextBrought, take_text
from services.intake.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.problems import MEDIA_TYPE, code_of, problem
from shared.kernel.rejection import Rejection

REFUSED = Counter(
    "kheo_webhooks_refused_total", "Webhooks refused for their signature", ["channel"]
)
MOST_BYTES = 64_000
Form = TypeVar("Form", bound=BaseModel)
TEXT_EVENT, PICTURE_EVENT = "user_send_text", "user_send_image"
PICTURE_WORDS = "(Ảnh gửi qua Zalo; xem trong hộp tin của Zalo OA.)"
UNSIGNED: dict[int | str, dict[str, Any]] = {
    401: {
        "description": "The signature is missing, wrong or too old; nothing was kept",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class WebhookUnreadable(Rejection):
    """Nội dung tin gửi đến không đúng mẫu đã thỏa thuận.
    What was sent does not have the agreed form.
    """


class SmsBody(BaseModel):
    """What the SMS gateway sends."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=40)]
    text: Annotated[str, Field(max_length=10_000)]


class ZaloPerson(BaseModel):
    """Somebody, by the name Zalo gives them towards one account."""

    id: Annotated[str, Field(min_length=1, max_length=100)]


class ZaloMessage(BaseModel):
    """What somebody wrote."""

    msg_id: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(max_length=10_000)] = ""


class ZaloBody(BaseModel):
    """What Zalo sends of a message to an Official Account."""

    sender: ZaloPerson
    message: ZaloMessage


class HeardView(BaseModel):
    """What became of a webhook."""

    state: str
    """`taken`, `known` if it was brought before, or `ignored` if it is no message."""
    tracking_code: str | None


webhook_routes = APIRouter(
    prefix="/api/intake/v1/channels",
    tags=["intake"],
    dependencies=[to_anyone],
    responses=UNSIGNED,
)


@webhook_routes.post("/sms", response_model=HeardView)
async def hear_sms(
    web: Web,
    request: Request,
    *,
    x_kheo_timestamp: Annotated[str, Header()] = "",
    x_kheo_signature: Annotated[str, Header()] = "",
) -> Response:
    """A text message: JSON with `id`, `from`, `text`, signed over `<timestamp>.<body>`."""
    body, now = await _body(request), datetime.now(UTC)
    signed = Signed(body=body, timestamp=x_kheo_timestamp, signature=x_kheo_signature)
    try:
        refuse_forged_sms(signed, web.channels.keys.sms.get_secret_value(), now=now)
    except SignatureRefused as no:
        return _turned_away(request, no, SMS)
    sms = _parsed(SmsBody, body)
    text = TextBrought(channel=SMS, ref=sms.id, sender=sms.sender, words=sms.text)
    return await _taken(web, text, now)


@webhook_routes.post("/zalo", response_model=HeardView)
async def hear_zalo(
    web: Web, request: Request, x_zevent_signature: Annotated[str, Header()] = ""
) -> Response:
    """An event of the Official Account, signed as Zalo signs; only messages are kept."""
    body, now, keys = await _body(request), datetime.now(UTC), web.channels.keys
    event = _event(body)
    stamp = str(event.get("timestamp") or "")
    signed = Signed(body=body, timestamp=stamp, signature=x_zevent_signature)
    try:
        refuse_forged_zalo(signed, keys.zalo_app_id, keys.zalo.get_secret_value(), now=now)
    except SignatureRefused as no:
        return _turned_away(request, no, "zalo")
    if event.get("event_name") not in {TEXT_EVENT, PICTURE_EVENT}:
        return JSONResponse({"state": "ignored", "tracking_code": None})
    zalo = _parsed(ZaloBody, body)
    words = zalo.message.text or PICTURE_WORDS
    text = TextBrought(
        channel=ZALO, ref=zalo.message.msg_id, sender=zalo.sender.id, words=words
    )
    return await _taken(web, text, now)


async def _taken(web: Web, text: TextBrought, now: datetime) -> Response:
    async with web.database.transaction() as tx:
        received = await take_text(tx, text, place=web.place, now=now)
    state = "taken" if received.is_new else "known"
    code = tracking_code(received.number, web.place.code)
    return JSONResponse({"state": state, "tracking_code": code})


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise WebhookUnreadable
    return body


def _event(body: bytes) -> dict[str, Any]:
    """Read before it is believed: the time that was signed stands inside."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _parsed(form: type[Form], body: bytes) -> Form:
    try:
        return form.model_validate_json(body)
    except ValidationError as wrong:
        raise WebhookUnreadable from wrong


def _turned_away(request: Request, no: SignatureRefused, channel: str) -> Response:
    REFUSED.labels(channel=channel).inc()
    return problem(request, 401, code_of(no), vi=no.vi, en=no.en)
