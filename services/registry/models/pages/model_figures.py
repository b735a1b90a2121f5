"""Figures by field: shown period by period, and taken in from a table."""

import csv
import io
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.queries import units_served
from services.registry.counts import queries
from services.registry.counts.views import figures_csv, figures_view
from services.registry.models.domain.model_figures import MEASURES, Period, period_of
from services.registry.models.views.model_errands import model_errand
from services.registry.models.workflows.model_figures import import_figures, sheet_in
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.sheet_faults import RowError, SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

PAGE, FORM = "/models/figures", "/models/figures/import"
BYTE_ORDER_MARK = "\ufeff"
COLUMNS = ("unit", "period", "field", *MEASURES)
NOTHING_WRONG: tuple[RowError, ...] = ()


def figure_pages(web: WebContext) -> APIRouter:
    """The figures, as a table and as a sheet; the import."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    asked = Annotated[Period | None, Depends(period_asked)]

    @router.get(PAGE)
    async def figures_page(request: Request, viewer: reader, period: asked) -> HTMLResponse:
        async with web.database.transaction() as tx:
            found = await queries.figures_shown(tx, viewer, period=period)
        may_write = viewer.principal.has(Right.WORK)
        view = figures_view(found, web.templates.words_for(request), may_write=may_write)
        return web.templates.render(request, "model_figures_page.html", view=view)

    @router.get(PAGE + ".csv")
    async def figures_sheet(viewer: reader, period: asked) -> Response:
        async with web.database.transaction() as tx:
            found = await queries.figures_shown(tx, viewer, period=period)
        sheet = io.StringIO()
        csv.writer(sheet).writerows(figures_csv(found))
        headers = {"Content-Disposition": "attachment; filename=mo-hinh-theo-linh-vuc.csv"}
        text = BYTE_ORDER_MARK + sheet.getvalue()
        return Response(text, media_type="text/csv", headers=headers)

    return router


def figure_import_pages(web: WebContext) -> APIRouter:
    """A table taken in whole, or refused with everything that is wrong with it."""
    router = page_router(FORM)
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    draw = _drawing(web)

    @router.get("")
    async def figures_import_page(request: Request, viewer: writer) -> HTMLResponse:  # noqa: ARG001 - only who may write
        return draw(request, FormData.blank())

    @router.post("/with-file")
    async def take_in_figures(request: Request, viewer: writer) -> Response:
        form = await form_data_of(request)
        sent = form.upload("file")
        if sent is None:
            return draw(request, form.refused("file", FileMissing()))
        try:
            async with web.database.transaction() as tx:
                units = await units_served(tx, viewer, right=Right.WORK)
                hosted = {one.unit for one in units}
                sheet = sheet_in(sent.name, sent.content, hosted=hosted)
                told = await import_figures(tx, sheet, model_errand(viewer, web.place))
        except SheetRefused as no:
            return draw(request, form.refused("file", no), no.errors)
        except Rejection as no:
            return draw(request, form.refused("file", no))
        return see_other(PAGE, "flash.figures.imported", count=told)

    return router


def _drawing(web: WebContext) -> Callable[..., HTMLResponse]:
    def draw(
        request: Request, form: FormData, errors: tuple[RowError, ...] = NOTHING_WRONG
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        crumbs = [
            Link(words("models.title"), "/models"),
            Link(words("figures.title"), PAGE),
            Link(words("figures.import.title")),
        ]
        return web.templates.render(
            request,
            "model_figures_import_page.html",
            crumbs=crumbs,
            form=form,
            errors=errors,
            columns=COLUMNS,
        )

    return draw


def period_asked(period: Annotated[str, Query(max_length=12)] = "") -> Period | None:
    """The period an address asks for; what is none is the latest."""
    try:
        return period_of(period) if period else None
    except Rejection:
        return None
