"""Updates over HTTP, as FixMyStreet reads them: what happened to requests, and when."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.domain.open311.asking import ids_in, page_in, span_in
from services.intake.domain.open311.documents import Listing
from services.intake.domain.open311.requests import update_record
from services.intake.queries.open311 import requests as queries
from services.intake.routes.open311.answering import answered
from services.intake.routes.open311.descriptions import ASKED_UPDATES, UPDATES, either
from services.intake.routes.open311.endpoints import Endpoint
from services.intake.routes.open311.parameters import asked_in


def update_routes(endpoint: Endpoint) -> APIRouter:
    """What happened, the oldest first."""
    router, desk = endpoint.router(), endpoint.desk

    @router.get(
        "/servicerequestupdates.{form}",
        responses={200: either("What happened, the oldest first", UPDATES)},
        openapi_extra={"parameters": ASKED_UPDATES},
    )
    async def get_updates(request: Request, form: str) -> Response:
        """Of some requests, or of all within a span; the last 90 days if nothing is asked."""
        asked, now = asked_in(request), datetime.now(UTC)
        ids = ids_in(asked)
        span = None if ids is not None else span_in(asked, now=now, zone=desk.place.time_zone)
        async with desk.database.transaction() as tx:
            today = desk.place.day_of(now)
            asker = await queries.asker_in(tx, asked, place=desk.place, today=today)
            steps = await queries.updates_wanted(
                tx, asker, span=span, cases=ids, page=page_in(asked)
            )
        found = Listing("request_update", [update_record(step) for step in steps])
        return answered(form, "service_request_updates", found)

    return router
