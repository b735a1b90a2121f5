"""The living page of components, for whoever draws pages."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shared.chassis.access import to_anyone
from shared.portal.list_query import list_query_of
from shared.portal.showcase import showcase
from shared.portal.web_context import WebContext


def component_pages(web: WebContext) -> APIRouter:
    """`/components`."""
    router = web.router()

    @router.get("/components", dependencies=[to_anyone])
    async def components_page(request: Request) -> HTMLResponse:
        sheet = list_query_of(request, ("name", "models"))
        view = showcase(web.templates.words_for(request), sheet)
        return web.templates.render(request, "portal/components.html", view=view)

    return router
