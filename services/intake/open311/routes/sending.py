"""Sending over HTTP: requests, and updates of those one has sent. It takes a key."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from services.intake.open311.domain.asking import request_id_in
from services.intake.open311.domain.documents import Listing
from services.intake.open311.domain.refusals import RequestMissing, UpdateMissing
from services.intake.open311.domain.sending import Form, first, reporter_in, sending_in
from services.intake.open311.routes.answering import answered, format_of
from services.intake.open311.routes.counter import Counter
from services.intake.open311.routes.descriptions import (
    CREATED,
    SENT_REQUEST,
    SENT_UPDATE,
    UPDATED,
    either,
)
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.routes.parameters import sent_in
from services.intake.open311.workflows.receiving import Update
from services.intake.photos.workflows import develop_all

CREATED_NOW = 201
Reference = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]


def sending_routes(endpoint: Endpoint) -> APIRouter:
    """How requests and their updates are sent."""
    router, counter = endpoint.router(), Counter(endpoint)

    @router.post(
        "/requests.{form}",
        status_code=CREATED_NOW,
        responses={CREATED_NOW: either("The request, or a token for it", CREATED)},
        openapi_extra=SENT_REQUEST,
    )
    async def post_request(request: Request, form: str, reference: Reference = "") -> Response:
        """Report something; sent again under the same number it is the same request."""
        format_of(form)
        fields, files = await sent_in(request)
        door = await counter.door_of(fields, datetime.now(UTC))
        sending = sending_in(fields, reference=reference.strip())
        photos = await develop_all(files)
        told = Listing("request", [await counter.take(sending, fields, door, photos=photos)])
        return answered(form, "service_requests", told, status=CREATED_NOW)

    @router.post(
        "/servicerequestupdates.{form}",
        status_code=CREATED_NOW,
        responses={CREATED_NOW: either("The update", UPDATED)},
        openapi_extra=SENT_UPDATE,
    )
    async def post_update(request: Request, form: str) -> Response:
        """Say more about a request this key has brought."""
        format_of(form)
        fields, _ = await sent_in(request)
        door = await counter.door_of(fields, datetime.now(UTC))
        update_id = await counter.take_update(_update(fields), door)
        told = Listing("request_update", [{"update_id": update_id}])
        return answered(form, "service_request_updates", told, status=CREATED_NOW)

    return router


def _update(fields: Form) -> Update:
    request, update_id = first(fields, "service_request_id"), first(fields, "update_id")
    if not request:
        raise RequestMissing
    if not update_id:
        raise UpdateMissing
    return Update(
        request=request_id_in(request),
        update_id=update_id,
        status=first(fields, "status"),
        words=first(fields, "description"),
        reporter=reporter_in(fields),
    )
