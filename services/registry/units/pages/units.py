"""Units as people look at them: their own, one with its history, the tree, the lineage."""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units import queries
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.units import UnitUnknown
from services.registry.units.pages.unit_sights import (
    lineage_view,
    must,
    tree_view,
    unit_view,
    units_view,
)
from services.registry.units.workflows import count_heads
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]


unit_pages = page_router()


@unit_pages.get("/units")
async def units_page(
    web: Web, *, request: Request, viewer: Reader, q: str = ""
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        view = await units_view(tx, viewer, words, sought=q)
    return web.templates.render(request, "units_page.html", view=view, form=FormData.blank(q=q))


@unit_pages.get("/units/tree")
async def tree_page(
    web: Web, request: Request, *, viewer: Reader, at: str = "", after: int = 0
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        view = await tree_view(tx, request, words, viewer=viewer, at=at, after=after)
    return web.templates.render(request, "units_tree_page.html", view=view)


one_unit_pages = page_router()


@one_unit_pages.get("/units/{code}")
async def unit_page(web: Web, *, request: Request, code: str, viewer: Reader) -> HTMLResponse:
    return await _draw(web, request, viewer, code=code, form=FormData.blank())


@one_unit_pages.get("/units/{code}/lineage")
async def lineage_page(
    web: Web, *, request: Request, code: str, viewer: Reader
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        await must(tx, viewer, Right.READ, code=code)
        view = await lineage_view(tx, words, code=code)
    return web.templates.render(request, "lineage_page.html", view=view)


head_count_pages = page_router()


@head_count_pages.post("/units/{code}/heads")
async def count_page(web: Web, *, request: Request, code: str, viewer: Writer) -> Response:
    form = await form_data_of(request)
    fields = FormReader(form)
    counted_on = fields.day("counted_on")
    heads = fields.whole("heads", least=0, most=10_000_000)
    if fields.form.is_refused:
        return await _draw(web, request, viewer, code=code, form=fields.form)
    count = HeadCount(unit=UnitCode(code), counted_on=counted_on, heads=heads)
    try:
        async with web.database.transaction() as tx:
            await must(tx, viewer, Right.WORK, code=code)
            await queries.unit_on(tx, code, counted_on)
            await count_heads(tx, count, here=viewer.here, today=viewer.today, now=viewer.now)
    except (UnitUnknown, DateInFuture) as no:
        refused = form.refused("counted_on", no)
        return await _draw(web, request, viewer, code=code, form=refused)
    return see_other(f"/units/{code}", "flash.units.counted")


async def _draw(
    web: WebContext, request: Request, viewer: Viewer, *, code: str, form: FormData
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        await must(tx, viewer, Right.READ, code=code)
        view = await unit_view(tx, viewer, words, code=code)
    return web.templates.render(request, "unit_page.html", view=view, form=form)
