"""The report, the facts behind it and the nodes, as people read them."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.reporting.ledger import Ledger
from services.reporting.views.gathering import Question, facts_behind, nodes_seen, report_of
from shared.chassis.access import to_anyone
from shared.chassis.database import Database
from shared.kernel.places import Place
from shared.portal.rendering import Templates
from shared.portal.web_context import page_router

Asked = Annotated[Question, Query()]
TEMPLATES = [Path(__file__).parent / "templates"]


def pages(
    database: Database, place: Place, *, ledger: Ledger, monitor_url: str, name: str = ""
) -> APIRouter:
    """The HTML pages of reporting; `name` is what the place is called."""
    templates = Templates(TEMPLATES, place_name=name or place.code, zone=place.time_zone)
    router = page_router()
    router.dependencies.append(to_anyone)

    @router.get("/")
    @router.get("/reports")
    async def report_page(request: Request, question: Asked) -> HTMLResponse:
        words = templates.words_for(request)
        async with database.transaction() as tx:
            view = await report_of(tx, place, question, catalogue=ledger.catalogue, words=words)
        return templates.render(request, "report_page.html", view=view)

    @router.get("/reports/facts")
    async def facts_page(request: Request, question: Asked) -> HTMLResponse:
        words = templates.words_for(request)
        async with database.transaction() as tx:
            view = await facts_behind(
                tx, place, question, catalogue=ledger.catalogue, words=words
            )
        return templates.render(request, "facts_page.html", view=view)

    @router.get("/nodes")
    async def nodes_page(request: Request) -> HTMLResponse:
        words = templates.words_for(request)
        async with database.transaction() as tx:
            view = await nodes_seen(tx, place, monitor_url=monitor_url, words=words)
        return templates.render(request, "nodes_page.html", view=view)

    return router
