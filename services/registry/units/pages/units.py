"""Units as people look at them: their own, one with its history, the tree, the lineage."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
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
from shared.portal.web_context import WebContext


def unit_pages(web: WebContext) -> APIRouter:
    """My units, and the tree."""
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("/units")
    async def units_page(request: Request, viewer: reader, q: str = "") -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            view = await units_view(tx, viewer, words, sought=q)
        return web.templates.render(
            request, "units_page.html", view=view, form=FormData.blank(q=q)
        )

    @router.get("/units/tree")
    async def tree_page(
        request: Request, *, viewer: reader, at: str = "", after: int = 0
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            view = await tree_view(tx, request, words, viewer=viewer, at=at, after=after)
        return web.templates.render(request, "units_tree_page.html", view=view)

    return router


def one_unit_pages(web: WebContext) -> APIRouter:
    """One unit: its history and its lineage."""
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("/units/{code}")
    async def unit_page(request: Request, code: str, viewer: reader) -> HTMLResponse:
        return await _draw(web, request, viewer, code=code, form=FormData.blank())

    @router.get("/units/{code}/lineage")
    async def lineage_page(request: Request, code: str, viewer: reader) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            await must(tx, viewer, Right.READ, code=code)
            view = await lineage_view(tx, words, code=code)
        return web.templates.render(request, "lineage_page.html", view=view)

    return router


def head_count_pages(web: WebContext) -> APIRouter:
    """The form of head counts; it stands on the page of its unit."""
    router = web.router()
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    @router.post("/units/{code}/heads")
    async def count_page(request: Request, code: str, viewer: writer) -> Response:
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
                await count_heads(
                    tx, count, here=viewer.here, today=viewer.today, now=viewer.now
                )
        except (UnitUnknown, DateInFuture) as no:
            refused = form.refused("counted_on", no)
            return await _draw(web, request, viewer, code=code, form=refused)
        return see_other(f"/units/{code}", "flash.units.counted")

    return router


async def _draw(
    web: WebContext, request: Request, viewer: Viewer, *, code: str, form: FormData
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        await must(tx, viewer, Right.READ, code=code)
        view = await unit_view(tx, viewer, words, code=code)
    return web.templates.render(request, "unit_page.html", view=view, form=form)
