"""Services over HTTP: what can be reported, and what is asked besides."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.categories.domain import Tree
from services.intake.categories.queries import tree_on
from services.intake.open311.domain.asking import Asked
from services.intake.open311.domain.refusals import ServiceMissing
from services.intake.open311.domain.services import service_definition, service_list
from services.intake.open311.queries import units_asked_for
from services.intake.open311.routes.answering import answered
from services.intake.open311.routes.descriptions import (
    DEFINITION,
    JURISDICTION,
    SERVICES,
    either,
)
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.routes.parameters import asked_in

DESCRIBED = {"parameters": JURISDICTION}


def service_routes(endpoint: Endpoint) -> APIRouter:
    """The list, and one definition."""
    router, web = endpoint.router(), endpoint.web

    async def tree(asked: Asked) -> Tree:
        async with web.database.transaction() as tx:
            await units_asked_for(tx, asked.get("jurisdiction_id", ""), place=web.place)
            return await tree_on(tx, web.place.day_of(datetime.now(UTC)))

    @router.get(
        "/services.{form}",
        responses={200: either("What can be reported", SERVICES)},
        openapi_extra=DESCRIBED,
    )
    async def get_services(request: Request, form: str) -> Response:
        """Everything that can be reported today."""
        return answered(form, "services", service_list(await tree(asked_in(request))))

    @router.get(
        "/services/{service_code}.{form}",
        responses={200: either("What is asked besides", DEFINITION)},
        openapi_extra=DESCRIBED,
    )
    async def get_service(request: Request, service_code: str, form: str) -> Response:
        """What is asked besides about one service."""
        told = service_definition(await tree(asked_in(request)), service_code)
        return answered(form, "service_definition", told)

    @router.get("/service_definition.{form}", include_in_schema=False)
    async def get_service_definition(request: Request, form: str) -> Response:
        """The same at the address it had in drafts; one checker still goes there."""
        asked = asked_in(request)
        if "service_code" not in asked:
            raise ServiceMissing
        told = service_definition(await tree(asked), asked["service_code"])
        return answered(form, "service_definition", told)

    return router
