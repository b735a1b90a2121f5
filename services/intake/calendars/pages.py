"""The working calendar: what is counted by, and the form that publishes another year."""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.intake.calendars.queries import list_recounts, list_years, preview_of
from services.intake.calendars.views import calendar_view, preview_view
from services.intake.calendars.workflows import publish_year
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.calendars.shipped import read_calendar_year
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]


Reading = Annotated[Viewer, Depends(viewing(Right.READ, Right.ADMINISTER))]
Keeping = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


calendar_pages = page_router("/calendar")


@calendar_pages.get("")
async def calendar_page(web: Web, request: Request, viewer: Reading) -> HTMLResponse:
    return await _drawn(web, request, viewer, form=FormData.blank())


@calendar_pages.post("/with-file")
async def preview_year_page(
    web: Web, *, request: Request, viewer: Keeping, form: Form
) -> HTMLResponse:
    await _must_keep(web, viewer)
    try:
        return await _previewed(web, request, form)
    except Rejection as no:
        return await _drawn(web, request, viewer, form=form.refused("file", no))


@calendar_pages.post("/publish")
async def publish_year_page(
    web: Web, *, request: Request, viewer: Keeping, form: Form
) -> Response:
    await _must_keep(web, viewer)
    try:
        return await _published(web, viewer, form)
    except Rejection as no:
        return await _drawn(web, request, viewer, form=form.refused("file", no))


async def _must_keep(web: WebContext, viewer: Viewer) -> None:
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.ADMINISTER, viewer.here)


async def _drawn(
    web: WebContext, request: Request, viewer: Viewer, *, form: FormData
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        years, recounts = await list_years(tx), await list_recounts(tx)
        may_publish = await viewer.may(tx, Right.ADMINISTER, viewer.here)
    view = calendar_view(years, recounts, viewer.today, words=words)
    return web.templates.render(
        request, "calendar_page.html", view=view, form=form, may_publish=may_publish
    )


async def _previewed(web: WebContext, request: Request, form: FormData) -> HTMLResponse:
    sent = form.upload("file")
    if sent is None:
        raise FileMissing
    year = read_calendar_year(sent.content)
    async with web.database.transaction() as tx:
        preview = await preview_of(tx, year)
    words = web.templates.words_for(request)
    return web.templates.render(
        request,
        "calendar_preview_page.html",
        crumbs=[Link(words("calendar.title"), "/calendar"), Link(words("calendar.preview"))],
        view=preview_view(preview, words),
    )


async def _published(web: WebContext, viewer: Viewer, form: FormData) -> Response:
    year, now = read_calendar_year(form.text("year").encode()), viewer.now
    async with web.database.transaction() as tx:
        await publish_year(tx, year, principal=viewer.principal, place=web.place, now=now)
    return see_other("/calendar", "flash.calendar.published", year=str(year.year))
