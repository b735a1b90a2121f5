"""Open311 GeoReport v2 over HTTP: for anyone to read, for whoever has a key to send."""

from fastapi import APIRouter

from services.intake.domain.open311.servers import Servers
from services.intake.routes.open311.choices import publishing_routes, sending_on_routes
from services.intake.routes.open311.discovery import discovery_routes
from services.intake.routes.open311.elsewhere import elsewhere_routes
from services.intake.routes.open311.endpoints import Endpoint
from services.intake.routes.open311.keys import key_routes
from services.intake.routes.open311.media import media_routes
from services.intake.routes.open311.requests import request_routes
from services.intake.routes.open311.sending import sending_routes
from services.intake.routes.open311.services import service_routes
from services.intake.routes.open311.tokens import token_routes
from services.intake.routes.open311.updates import update_routes
from shared.chassis.attachments import Attachments
from shared.portal.desk import Desk


def open311_routes(desk: Desk, files: Attachments, servers: Servers) -> list[APIRouter]:
    """Both endpoints, what leads to them, and the keys that open them."""
    live = Endpoint(desk=desk, files=files, is_live=True)
    test = Endpoint(desk=desk, files=files, is_live=False)
    return [
        key_routes(desk),
        publishing_routes(desk),
        sending_on_routes(desk, servers),
        discovery_routes(desk),
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
