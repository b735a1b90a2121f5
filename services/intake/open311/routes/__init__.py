"""Open311 GeoReport v2 over HTTP: for anyone to read, for whoever has a key to send."""

from fastapi import APIRouter

from services.intake.open311.routes.choices import publishing_routes, sending_on_routes
from services.intake.open311.routes.discovery import discovery_routes
from services.intake.open311.routes.elsewhere import elsewhere_routes
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.routes.keys import key_routes
from services.intake.open311.routes.media import media_routes
from services.intake.open311.routes.requests import request_routes
from services.intake.open311.routes.sending import sending_routes
from services.intake.open311.routes.services import service_routes
from services.intake.open311.routes.tokens import token_routes
from services.intake.open311.routes.updates import update_routes
from shared.chassis.attachments import Attachments
from shared.portal.web_context import WebContext


def open311_routes(web: WebContext, files: Attachments) -> list[APIRouter]:
    """Both endpoints, what leads to them, and the keys that open them."""
    live = Endpoint(web=web, files=files, is_live=True)
    test = Endpoint(web=web, files=files, is_live=False)
    return [
        key_routes,
        publishing_routes,
        sending_on_routes,
        discovery_routes(web),
        *(routes for endpoint in (live, test) for routes in _of(endpoint)),
        elsewhere_routes(),
    ]


def _of(endpoint: Endpoint) -> list[APIRouter]:
    return [
        service_routes(endpoint),
        request_routes(endpoint),
        token_routes(endpoint),
        media_routes(endpoint),
        sending_routes(endpoint),
        update_routes(endpoint),
    ]
