"""Open311 GeoReport v2 over HTTP: for anyone to read, for whoever has a key to send."""

from fastapi import APIRouter

from services.intake.open311.routes.answering import LIVE_PATH, TEST_PATH
from services.intake.open311.routes.reading import (
    discovery_routes,
    elsewhere_routes,
    reading_routes,
    update_routes,
)
from services.intake.open311.routes.sending import sending_routes
from services.intake.open311.routes.staff import (
    key_routes,
    publishing_routes,
    sending_on_routes,
)

endpoint_routes = APIRouter()
for path in (LIVE_PATH, TEST_PATH):
    for router in (reading_routes, sending_routes, update_routes):
        endpoint_routes.include_router(router, prefix=path)

open311_routes = [
    key_routes,
    publishing_routes,
    sending_on_routes,
    discovery_routes,
    endpoint_routes,
    elsewhere_routes,
]
