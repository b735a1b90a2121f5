"""Webhooks of the SMS gateway and of Zalo: only what they signed, only just now, is heard."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import Counter
from pydantic import BaseModel, Field, ValidationError

from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.workflows.receiving import Received
from services.intake.channels.domain.webhooks import (
    SignatureRefused,
    Signed,
    refuse_forged_sms,
    refuse_forged_zalo,
)
from services.intake.channels.workflows import SMS, ZALO, TextBrought, take_text
from shared.chassis.access import to_anyone
from shared.chassis.channels import WebhookKeys
from shared.chassis.database import Database
from shared.chassis.problems import MEDIA_TYPE, code_of, problem
from shared.kernel.places import Place
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


def webhook_routes(database: Database, place: Place, keys: WebhookKeys) -> list[APIRouter]:
    """Where providers bring messages; whoever cannot sign is sent away, and counted."""
    counter = _Counter(database, place, keys)
    return [_sms_route(counter), _zalo_route(counter)]


class _Counter:
    """Where text messages are taken in."""

    def __init__(self, database: Database, place: Place, keys: WebhookKeys) -> None:
        self.keys = keys
        self._database, self._place = database, place

    async def take(self, text: TextBrought, now: datetime) -> Response:
        """Take one in, and say what became of it."""
        async with self._database.transaction() as tx:
            received = await take_text(tx, text, place=self._place, now=now)
        return _heard(received, self._place)


def _router() -> APIRouter:
    return APIRouter(
        prefix="/api/intake/v1/channels",
        tags=["intake"],
        dependencies=[to_anyone],
        responses=UNSIGNED,
    )


def _sms_route(counter: _Counter) -> APIRouter:
    router, secret = _router(), counter.keys.sms

    @router.post("/sms", response_model=HeardView)
    async def hear_sms(
        request: Request,
        x_kheo_timestamp: Annotated[str, Header()] = "",
        x_kheo_signature: Annotated[str, Header()] = "",
    ) -> Response:
        """A text message: JSON with `id`, `from`, `text`, signed over `<timestamp>.<body>`."""
        body, now = await _body(request), datetime.now(UTC)
        signed = Signed(body=body, timestamp=x_kheo_timestamp, signature=x_kheo_signature)
        try:
            refuse_forged_sms(signed, secret.get_secret_value(), now=now)
        except SignatureRefused as no:
            return _turned_away(request, no, "sms")
        sms = _parsed(SmsBody, body)
        text = TextBrought(channel=SMS, ref=sms.id, sender=sms.sender, words=sms.text)
        return await counter.take(text, now)

    return router


def _zalo_route(counter: _Counter) -> APIRouter:
    router, keys = _router(), counter.keys

    @router.post("/zalo", response_model=HeardView)
    async def hear_zalo(
        request: Request, x_zevent_signature: Annotated[str, Header()] = ""
    ) -> Response:
        """An event of the Official Account, signed as Zalo signs; only messages are kept."""
        body, now = await _body(request), datetime.now(UTC)
        event = _event(body)
        stamp = str(event.get("timestamp") or "")
        signed = Signed(body=body, timestamp=stamp, signature=x_zevent_signature)
        try:
            refuse_forged_zalo(signed, keys.zalo_app_id, keys.zalo.get_secret_value(), now=now)
        except SignatureRefused as no:
            return _turned_away(request, no, "zalo")
        if event.get("event_name") not in {TEXT_EVENT, PICTURE_EVENT}:
            return JSONResponse({"state": "ignored", "tracking_code": None})
        return await counter.take(_zalo_text(_parsed(ZaloBody, body)), now)

    return router


def _zalo_text(zalo: ZaloBody) -> TextBrought:
    words = zalo.message.text or PICTURE_WORDS
    return TextBrought(
        channel=ZALO, ref=zalo.message.msg_id, sender=zalo.sender.id, words=words
    )


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise WebhookUnreadable
    return body


def _event(body: bytes) -> dict[str, Any]:
    """Read before it is believed: the time that was signed stands inside."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _parsed(form: type[Form], body: bytes) -> Form:
    try:
        return form.model_validate_json(body)
    except ValidationError as wrong:
        raise WebhookUnreadable from wrong


def _turned_away(request: Request, no: SignatureRefused, channel: str) -> Response:
    REFUSED.labels(channel=channel).inc()
    return problem(request, 401, code_of(no), vi=no.vi, en=no.en)


def _heard(received: Received, place: Place) -> Response:
    state = "taken" if received.is_new else "known"
    code = tracking_code(received.number, place.code)
    return JSONResponse({"state": state, "tracking_code": code})
