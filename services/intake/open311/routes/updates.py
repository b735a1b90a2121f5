"""Updates over HTTP, as FixMyStreet reads them: what happened to requests, and when."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.open311 import queries
from services.intake.open311.domain.asking import ids_in, page_in, span_in
from services.intake.open311.domain.documents import Listing
from services.intake.open311.domain.requests import update_record
from services.intake.open311.routes.answering import answered
from services.intake.open311.routes.descriptions import ASKED_UPDATES, UPDATES, either
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.routes.parameters import asked_in


def update_routes(endpoint: Endpoint) -> APIRouter:
    """What happened, the oldest first."""
    router, web = endpoint.router(), endpoint.web

    @router.get(
        "/servicerequestupdates.{form}",
        responses={200: either("What happened, the oldest first", UPDATES)},
        openapi_extra={"parameters": ASKED_UPDATES},
    )
    async def get_updates(request: Request, form: str) -> Response:
        """Of some requests, or of all within a span; the last 90 days if nothing is asked."""
        asked, now = asked_in(request), datetime.now(UTC)
        ids = ids_in(asked)
        span = None if ids is not None else span_in(asked, now=now, zone=web.place.time_zone)
        async with web.database.transaction() as tx:
            today = web.place.day_of(now)
            principal = await queries.asker_in(tx, asked, place=web.place, today=today)
            steps = await queries.updates_wanted(
                tx, principal, span=span, cases=ids, page=page_in(asked)
            )
        found = Listing("request_update", [update_record(step) for step in steps])
        return answered(form, "service_request_updates", found)

    return router
