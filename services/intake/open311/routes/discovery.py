"""Discovery over HTTP; beside the endpoints, since it leads to both."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.open311.domain.discovery import Spoken, discovery
from services.intake.open311.queries import services_changed_at
from services.intake.open311.routes.answering import answered, open311_router
from services.intake.open311.routes.descriptions import DISCOVERY, either
from services.intake.open311.routes.endpoints import LIVE_PATH, TEST_PATH, url_of
from shared.portal.web_context import WebContext

NO_CHARSET = ""
"""One checker wants exactly `text/xml` here; all others read the document's own line."""


def discovery_routes(web: WebContext) -> APIRouter:
    """The document from which every client begins."""
    router = open311_router("/open311")

    @router.get("/discovery.{form}", include_in_schema=False)
    @router.get("/v2/discovery.{form}", responses={200: either("Both endpoints", DISCOVERY)})
    async def get_discovery(request: Request, form: str) -> Response:
        """Where Open311 is spoken here, and how to get a key."""
        async with web.database.transaction() as tx:
            changed_at = await services_changed_at(tx, web.place.day_of(datetime.now(UTC)))
        spoken = Spoken(
            place=web.templates.place_name,
            live=url_of(request, LIVE_PATH),
            test=url_of(request, TEST_PATH),
            changed_at=changed_at,
        )
        return answered(form, "discovery", discovery(spoken), charset=NO_CHARSET)

    return router
