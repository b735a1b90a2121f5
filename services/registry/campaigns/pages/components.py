"""The living page of components, for whoever draws pages."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shared.chassis.access import to_anyone
from shared.portal.desk import Desk
from shared.portal.sheets import sheet_of
from shared.portal.showcase import showcase


def component_pages(desk: Desk) -> APIRouter:
    """`/components`."""
    router = desk.router()

    @router.get("/components", dependencies=[to_anyone])
    async def components_page(request: Request) -> HTMLResponse:
        sheet = sheet_of(request, ("name", "models"))
        scene = showcase(desk.easel.words_for(request), sheet)
        return desk.easel.draw(request, "portal/components.html", scene=scene)

    return router
