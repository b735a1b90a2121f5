"""Tokens over HTTP: which request a message belongs to by now; its token never changes."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.open311 import queries
from services.intake.open311.domain.documents import Listing
from services.intake.open311.domain.refusals import TokenUnknown
from services.intake.open311.domain.specimens import is_specimen
from services.intake.open311.routes.answering import answered
from services.intake.open311.routes.descriptions import JURISDICTION, TOKENS, either
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.routes.parameters import asked_in


def token_routes(endpoint: Endpoint) -> APIRouter:
    """The request behind a token."""
    router, web = endpoint.router(), endpoint.web

    async def behind(request: Request, token: str) -> str:
        async with web.database.transaction() as tx:
            today = web.place.day_of(datetime.now(UTC))
            await queries.asker_in(tx, asked_in(request), place=web.place, today=today)
            return str(await queries.case_of_token(tx, token))

    @router.get(
        "/tokens/{token}.{form}",
        responses={200: either("The request a token stands for", TOKENS)},
        openapi_extra={"parameters": JURISDICTION},
    )
    async def get_token(request: Request, token: str, form: str) -> Response:
        """The number of the request; what was only tried has its token for one."""
        if not endpoint.is_live and not is_specimen(token):
            raise TokenUnknown
        known = await behind(request, token) if endpoint.is_live else token
        found = Listing("request", [{"service_request_id": known, "token": token}])
        return answered(form, "service_requests", found)

    return router
