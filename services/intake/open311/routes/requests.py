"""Requests over HTTP: many, or one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.categories.queries import tree_on
from services.intake.open311 import queries
from services.intake.open311.domain.asking import Asked, RequestQuery, request_id_in, wanted_in
from services.intake.open311.domain.documents import Listing, Record
from services.intake.open311.domain.refusals import RequestUnknown
from services.intake.open311.domain.requests import request_record
from services.intake.open311.domain.specimens import is_specimen, specimen
from services.intake.open311.routes.answering import answered
from services.intake.open311.routes.descriptions import (
    ASKED_REQUESTS,
    EXTENSIONS,
    JURISDICTION,
    KEY,
    REQUESTS,
    either,
)
from services.intake.open311.routes.endpoints import LIVE_PATH, Endpoint, url_of
from services.intake.open311.routes.parameters import asked_in

PHOTO = f"{LIVE_PATH}/media/{{}}.jpg"
PHOTO_GAP = "%7B%7D"


@dataclass(frozen=True, slots=True)
class RequestReader:
    """Looks requests up and puts them into words."""

    endpoint: Endpoint

    async def told(self, request: Request, wanted: RequestQuery) -> list[Record]:
        """The requests that are wanted, as whoever asks may see them."""
        web, asked = self.endpoint.web, asked_in(request)
        extended = asked.get("extensions", "").lower() == "true"
        photos_at = url_of(request, PHOTO).replace(PHOTO_GAP, "{}")
        async with web.database.transaction() as tx:
            today = web.place.day_of(datetime.now(UTC))
            principal = await queries.asker_in(tx, asked, place=web.place, today=today)
            seen = await queries.requests_wanted(tx, wanted, principal)
            around = await queries.surroundings_of(
                tx, seen, principal, extended=extended, photos_at=photos_at
            )
        return [request_record(one, around, extended=extended) for one in seen]

    async def one(self, request: Request, name: str) -> Record:
        """One request; at the test endpoint also one that was never kept.

        Raises:
            RequestUnknown: if there is none.

        """
        if not self.endpoint.is_live and is_specimen(name):
            return await self._made_up(name)
        found = await self.told(request, RequestQuery(ids=(request_id_in(name),)))
        if not found:
            raise RequestUnknown
        return found[0]

    def wanted(self, asked: Asked) -> RequestQuery:
        """Which requests the parameters ask for."""
        zone = self.endpoint.web.place.time_zone
        return wanted_in(asked, now=datetime.now(UTC), zone=zone)

    async def _made_up(self, name: str) -> Record:
        web, now = self.endpoint.web, datetime.now(UTC)
        async with web.database.transaction() as tx:
            tree = await tree_on(tx, web.place.day_of(now))
        return specimen(name, tree, unit=web.templates.place_name, now=now)


def request_routes(endpoint: Endpoint) -> APIRouter:
    """What anybody may ask of requests."""
    router, reader = endpoint.router(), RequestReader(endpoint)

    @router.get(
        "/requests.{form}",
        responses={200: either("The requests asked for, the newest first", REQUESTS)},
        openapi_extra={"parameters": ASKED_REQUESTS},
    )
    async def get_requests(request: Request, form: str) -> Response:
        """Those asked for; the last 90 days if nothing is asked."""
        found = await reader.told(request, reader.wanted(asked_in(request)))
        return answered(form, "service_requests", Listing("request", found))

    @router.get(
        "/requests/{service_request_id}.{form}",
        responses={200: either("The request, as a list of one", REQUESTS)},
        openapi_extra={"parameters": [*JURISDICTION, *EXTENSIONS, *KEY]},
    )
    async def get_request(request: Request, service_request_id: str, form: str) -> Response:
        """One request, as a list of one."""
        found = await reader.one(request, service_request_id)
        return answered(form, "service_requests", Listing("request", [found]))

    return router
