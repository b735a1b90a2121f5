"""Sending over HTTP: requests, and updates of those one has sent. It takes a key."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Header, Request, Response

from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.workflows.receiving import Received
from services.intake.categories.queries import tree_on
from services.intake.open311.domain.documents import Listing, Record
from services.intake.open311.domain.keys import Key
from services.intake.open311.domain.refusals import RequestMissing, UpdateMissing
from services.intake.open311.domain.requests import request_id_in
from services.intake.open311.domain.sending import Form, first, reporter_in, sending_in
from services.intake.open311.domain.services import service_of, specimen_of
from services.intake.open311.queries import units_asked_for
from services.intake.open311.routes.answering import (
    Live,
    answered,
    form_in,
    format_of,
    open311_router,
)
from services.intake.open311.routes.descriptions import (
    CREATED,
    REQUEST_FORM,
    UPDATE_FORM,
    UPDATED,
    either,
)
from services.intake.open311.web import Web
from services.intake.open311.workflows.receiving import (
    Update,
    keep_photos,
    receive_request,
    receive_update,
    use_key,
)
from services.intake.photos.workflows import develop_all
from shared.chassis.acting import Acting
from shared.kernel.places import Place, UnitCode

CREATED_NOW = 201
Reference = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]

sending_routes = open311_router()


class _OnlyTried(Exception):  # noqa: N818 - no error: it rolls back what was only tried
    """Nothing that is sent to the test endpoint is kept."""


@sending_routes.post(
    "/requests.{form}",
    status_code=CREATED_NOW,
    responses={CREATED_NOW: either("The request, or a token for it", CREATED)},
    openapi_extra=REQUEST_FORM,
)
async def post_request(
    web: Web, request: Request, *, form: str, live: Live, reference: Reference = ""
) -> Response:
    """Report something; sent again under the same number it is the same request."""
    format_of(form)
    fields, files = await form_in(request)
    acting = Acting(place=web.place, now=datetime.now(UTC))
    key, unit = await _key_and_unit(web, fields, acting)
    sending = sending_in(fields, reference=reference.strip())
    photos = await develop_all(files)
    account = {"account_id": sending.reporter.account}
    record: Record
    try:
        async with web.database.transaction() as tx:
            category = service_of(await tree_on(tx, acting.today), sending.service)
            received = await receive_request(
                tx, sending, acting, key=key, unit=unit, category=category, form=fields
            )
            if not live:
                raise _OnlyTried  # noqa: TRY301 - the transaction is what is left by it
            await keep_photos(tx, web.files, photos, received=received, now=acting.now)
    except _OnlyTried:
        record = {"token": specimen_of(category)} | account
    else:
        notice = _notice(received, web.place)
        record = {
            "service_request_id": str(received.case.id),
            "service_notice": notice,
        } | account
    listing = Listing("request", [record])
    return answered(form, "service_requests", listing, status=CREATED_NOW)


@sending_routes.post(
    "/servicerequestupdates.{form}",
    status_code=CREATED_NOW,
    responses={CREATED_NOW: either("The update", UPDATED)},
    openapi_extra=UPDATE_FORM,
)
async def post_update(web: Web, request: Request, *, form: str, live: Live) -> Response:
    """Say more about a request this key has brought."""
    format_of(form)
    fields, _ = await form_in(request)
    acting = Acting(place=web.place, now=datetime.now(UTC))
    key, _ = await _key_and_unit(web, fields, acting)
    update = _update(fields)
    update_id = update.update_id
    if live:
        async with web.database.transaction() as tx:
            update_id = str(await receive_update(tx, update, acting, key=key))
    listing = Listing("request_update", [{"update_id": update_id}])
    return answered(form, "service_request_updates", listing, status=CREATED_NOW)


async def _key_and_unit(web: Web, fields: Form, acting: Acting) -> tuple[Key, UnitCode]:
    """Whose key it is, and to which unit it is sent.

    The use of the key is counted in a transaction of its own, before all else: what is refused
    later was sent, too.
    """
    async with web.database.transaction() as tx:
        key = await use_key(tx, first(fields, "api_key"), now=acting.now)
    async with web.database.transaction() as tx:
        jurisdiction = first(fields, "jurisdiction_id")
        units = await units_asked_for(tx, jurisdiction, place=web.place)
    return key, UnitCode(next(iter(units)) if units else web.place.code)


def _notice(received: Received, place: Place) -> str:
    """What whoever reports is owed at once: a code to follow it by, and the promised day."""
    code, day = tracking_code(received.number, place.code), received.case.promised_on
    return (
        f"Mã tra cứu {code}, hẹn trả lời chậm nhất ngày {day:%d/%m/%Y}."
        f" / Tracking code {code}; an answer is promised by {day:%Y-%m-%d}."
    )


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
