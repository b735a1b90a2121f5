"""Pledges and commitments: shown year by year, and counted; never who."""

import csv
import io
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.queries import unit_served, units_served
from services.registry.counts import queries, views, workflows
from services.registry.counts.domain import (
    MEASURES,
    By,
    CommitmentCount,
    Period,
    PledgeChanged,
    PledgeCount,
    Tally,
    Turnover,
    period_of,
)
from services.registry.counts.views import figures_csv, figures_view
from services.registry.counts.workflows import import_figures, sheet_in
from services.registry.models.views.form import own_unit
from services.registry.models.views.lists import themes_offered
from services.registry.org.queries import Viewer
from services.registry.org.views import unit_name, viewing
from services.registry.org.web import Web
from shared.chassis.sheet_faults import RowError, SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Form = Annotated[FormData, Depends(form_data_of)]
FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class CountQuery:
    """Which count an address asks for."""

    unit: Annotated[str, Query(max_length=64)] = ""
    year: Annotated[int | None, Query(ge=FIRST, le=LAST)] = None
    theme: Annotated[str, Query(max_length=8)] = ""
    by: Annotated[str, Query(max_length=24)] = ""


pledge_pages = page_router()


@pledge_pages.get("/pledges")
async def pledges_page(
    web: Web, request: Request, viewer: Reader, query: Annotated[CountQuery, Depends()]
) -> HTMLResponse:
    year = query.year or viewer.today.year
    async with web.database.transaction() as tx:
        promised = await queries.promises_shown(tx, viewer, year=year, unit=query.unit)
    view = views.pledges_view(
        promised,
        web.templates.words_for(request),
        year=year,
        today=viewer.today,
        may_write=viewer.principal.has(Right.WORK),
    )
    return web.templates.render(request, "pledges_page.html", view=view)


pledge_count_pages = page_router("/pledges/count")


async def _pledges_of(
    web: WebContext, viewer: Viewer, unit: str, *, year: int, theme: str
) -> PledgeCount | None:
    if not unit:
        return None
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, unit)
        return await queries.pledges_of(tx, unit, year=year, theme=theme)


async def _heads(web: WebContext, viewer: Viewer, unit: str) -> int | None:
    async with web.database.transaction() as tx:
        return await queries.heads_of(tx, unit, viewer.today)


@pledge_count_pages.get("")
async def pledge_count_page(
    web: Web, request: Request, viewer: Writer, query: Annotated[CountQuery, Depends()]
) -> HTMLResponse:
    unit = query.unit or await _own_unit(web, viewer)
    year, theme = query.year or viewer.today.year, query.theme or "T4"
    known = await _pledges_of(web, viewer, unit, year=year, theme=theme)
    form = FormData.blank(
        unit=unit,
        year=year,
        theme=theme,
        counted_on=viewer.today,
        members=known.tally.members if known else await _heads(web, viewer, unit),
        signed=known.tally.signed if known else "",
    )
    return await _render_count(web, request, form, viewer, name="pledges", known=known)


@pledge_count_pages.post("")
async def count_pledges(web: Web, request: Request, viewer: Writer, form: Form) -> Response:
    fields = FormReader(form)
    unit = fields.text("unit", most=64)
    year = fields.whole("year", least=FIRST, most=LAST)
    theme = fields.one_of("theme", list(contents().themes))
    known = await _pledges_of(web, viewer, unit, year=year, theme=theme)
    try:
        counted = _counted(fields, unit, year=year, theme=theme)
        if not fields.form.is_refused:
            async with web.database.transaction() as tx:
                await unit_served(tx, unit, viewer, right=Right.WORK)
                await workflows.count_pledges(tx, counted, viewer)
            return see_other(f"/pledges?year={year}", "flash.pledges.counted")
    except Rejection as no:
        return await _render_count(
            web, request, form.refused(WHOLE_FORM, no), viewer, name="pledges", known=known
        )
    return await _render_count(web, request, fields.form, viewer, name="pledges", known=known)


def _counted(fields: FormReader, unit: str, *, year: int, theme: str) -> workflows.Counted:
    """All anew, or what has changed, as the form was filled in."""
    is_change = fields.form.text("how") == "change"
    names = ("joined", "left", "signers_left", "newly_signed")
    whole = turnover = None
    if is_change:
        turnover = Turnover(**{name: _number_or_none(fields, name) or 0 for name in names})
    else:
        members, signed = fields.whole("members"), fields.whole("signed")
        whole = None if fields.form.is_refused else Tally(members=members, signed=signed)
    return workflows.Counted(
        unit=UnitCode(unit),
        year=year,
        theme=theme,
        counted_on=fields.day("counted_on"),
        seen_revision=fields.whole("version"),
        whole=whole,
        turnover=turnover,
    )


def _number_or_none(fields: FormReader, name: str) -> int | None:
    return fields.whole(name) if fields.form.text(name) else None


commitment_count_pages = page_router("/commitments/count")


@commitment_count_pages.get("")
async def commitment_count_page(
    web: Web, request: Request, viewer: Writer, query: Annotated[CountQuery, Depends()]
) -> HTMLResponse:
    unit = query.unit or await _own_unit(web, viewer)
    year, theme = query.year or viewer.today.year, query.theme or "T3"
    by = By(query.by) if query.by in list(By) else By.HOUSEHOLD
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, unit)
        known = await queries.commitments_of(tx, unit, year=year, theme=theme, by=by)
    form = FormData.blank(
        unit=unit,
        year=year,
        theme=theme,
        by=by.value,
        counted_on=viewer.today,
        signed=known.signed if known else "",
        of=known.of if known else "",
        kept=known.kept if known else "",
    )
    return await _render_count(web, request, form, viewer, name="commitments", known=known)


@commitment_count_pages.post("")
async def count_commitments(web: Web, request: Request, viewer: Writer, form: Form) -> Response:
    fields, count = FormReader(form), None
    try:
        count = _commitments(fields, viewer)
        if count is None:
            return await _render_count(web, request, fields.form, viewer, name="commitments")
        async with web.database.transaction() as tx:
            await unit_served(tx, count.unit, viewer, right=Right.WORK)
            await workflows.count_commitments(tx, count, viewer)
    except Rejection as no:
        known = await _standing(web, count) if isinstance(no, PledgeChanged) else None
        refused = form.refused(WHOLE_FORM, no)
        return await _render_count(
            web, request, refused, viewer, name="commitments", known=known
        )
    return see_other(f"/pledges?year={count.year}", "flash.pledges.counted")


async def _standing(web: WebContext, count: CommitmentCount | None) -> CommitmentCount | None:
    if count is None:
        return None
    year, theme, by = count.year, count.theme, count.by
    async with web.database.transaction() as tx:
        return await queries.commitments_of(tx, count.unit, year=year, theme=theme, by=by)


def _commitments(fields: FormReader, viewer: Viewer) -> CommitmentCount | None:
    by = fields.one_of("by", [by.value for by in By])
    values = {
        "unit": UnitCode(fields.text("unit", most=64)),
        "year": fields.whole("year", least=FIRST, most=LAST),
        "theme": fields.one_of("theme", list(contents().themes)),
        "signed": fields.whole("signed"),
        "of": _number_or_none(fields, "of"),
        "kept": _number_or_none(fields, "kept"),
        "counted_on": fields.day("counted_on"),
        "revision": fields.whole("version"),
    }
    if fields.form.is_refused:
        return None
    return CommitmentCount(**values, by=By(by), host=viewer.here)  # type: ignore[arg-type]  # as read above


async def _own_unit(web: WebContext, viewer: Viewer) -> str:
    """The unit one most likely counts for."""
    async with web.database.transaction() as tx:
        return own_unit(await units_served(tx, viewer, right=Right.WORK), viewer)


async def _render_count(
    web: WebContext,
    request: Request,
    form: FormData,
    viewer: Viewer,
    *,
    name: str,
    known: PledgeCount | CommitmentCount | None = None,
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_served(tx, viewer, right=Right.WORK)
    return web.templates.render(
        request,
        f"{name}_count_page.html",
        crumbs=[Link(words("pledges.title"), "/pledges"), Link(words(f"{name}.count.title"))],
        units=[Option(unit.unit, unit_name(unit, words)) for unit in units],
        themes=themes_offered(words),
        bys=views.bys_offered(words),
        known=known,
        form=form,
    )


PAGE, FORM = "/models/figures", "/models/figures/import"
BYTE_ORDER_MARK = "\ufeff"
COLUMNS = ("unit", "period", "field", *MEASURES)


def _chosen_period(period: Annotated[str, Query(max_length=12)] = "") -> Period | None:
    """The period an address asks for; what is none is the latest."""
    try:
        return period_of(period) if period else None
    except Rejection:
        return None


ChosenPeriod = Annotated[Period | None, Depends(_chosen_period)]


figure_pages = page_router()


@figure_pages.get(PAGE)
async def figures_page(
    web: Web, request: Request, viewer: Reader, period: ChosenPeriod
) -> HTMLResponse:
    async with web.database.transaction() as tx:
        reported = await queries.figures_shown(tx, viewer, period=period)
    may_write = viewer.principal.has(Right.WORK)
    view = figures_view(reported, web.templates.words_for(request), may_write=may_write)
    return web.templates.render(request, "model_figures_page.html", view=view)


@figure_pages.get(PAGE + ".csv")
async def figures_sheet(web: Web, viewer: Reader, period: ChosenPeriod) -> Response:
    async with web.database.transaction() as tx:
        reported = await queries.figures_shown(tx, viewer, period=period)
    table = io.StringIO()
    csv.writer(table).writerows(figures_csv(reported))
    headers = {"Content-Disposition": "attachment; filename=mo-hinh-theo-linh-vuc.csv"}
    text = BYTE_ORDER_MARK + table.getvalue()
    return Response(text, media_type="text/csv", headers=headers)


figure_import_pages = page_router(FORM)


@figure_import_pages.get("")
async def figures_import_page(web: Web, request: Request, viewer: Writer) -> HTMLResponse:  # noqa: ARG001 - only who may write
    return _render_import(web, request, FormData.blank())


@figure_import_pages.post("/with-file")
async def take_in_figures(web: Web, request: Request, viewer: Writer) -> Response:
    form = await form_data_of(request)
    sent = form.upload("file")
    if sent is None:
        return _render_import(web, request, form.refused("file", FileMissing()))
    try:
        async with web.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            hosted = {unit.unit for unit in units}
            sheet = sheet_in(sent.name, sent.content, hosted=hosted)
            count = await import_figures(tx, sheet, viewer)
    except SheetRefused as no:
        return _render_import(web, request, form.refused("file", no), no.errors)
    except Rejection as no:
        return _render_import(web, request, form.refused("file", no))
    return see_other(PAGE, "flash.figures.imported", count=count)


def _render_import(
    web: WebContext, request: Request, form: FormData, errors: tuple[RowError, ...] = ()
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
