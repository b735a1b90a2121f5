"""The working calendar: what is counted by, and the form that publishes another year."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.intake.calendars.queries import list_recounts, list_years, preview_of
from services.intake.calendars.scenes import calendar_scene, preview_scene
from services.intake.calendars.workflows.calendars import publish_year
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.calendars.shipped import read_calendar_year
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.parts import Link
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]


def calendar_pages(desk: Desk) -> APIRouter:
    """To read for staff; to publish, after having seen what moves, for administrators."""
    router = desk.router("/calendar")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ, Right.ADMINISTER))]
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    @router.get("")
    async def calendar_page(request: Request, viewer: reading) -> HTMLResponse:
        return await _drawn(desk, request, viewer, typed=Typed.blank())

    @router.post("/with-file")
    async def preview_year_page(request: Request, viewer: keeping, typed: Form) -> HTMLResponse:
        await _must_keep(desk, viewer)
        try:
            return await _previewed(desk, request, typed)
        except Rejection as no:
            return await _drawn(desk, request, viewer, typed=typed.refused("file", no))

    @router.post("/publish")
    async def publish_year_page(request: Request, viewer: keeping, typed: Form) -> Response:
        await _must_keep(desk, viewer)
        try:
            return await _published(desk, viewer, typed)
        except Rejection as no:
            return await _drawn(desk, request, viewer, typed=typed.refused("file", no))

    return router


async def _must_keep(desk: Desk, viewer: Viewer) -> None:
    async with desk.database.transaction() as tx:
        await viewer.must(tx, Right.ADMINISTER, viewer.here)


async def _drawn(desk: Desk, request: Request, viewer: Viewer, *, typed: Typed) -> HTMLResponse:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        years, recounts = await list_years(tx), await list_recounts(tx)
        may_publish = await viewer.may(tx, Right.ADMINISTER, viewer.here)
    scene = calendar_scene(years, recounts, viewer.today, words=words)
    return desk.easel.draw(
        request, "calendar_page.html", scene=scene, typed=typed, may_publish=may_publish
    )


async def _previewed(desk: Desk, request: Request, typed: Typed) -> HTMLResponse:
    sent = typed.upload("file")
    if sent is None:
        raise FileMissing
    year = read_calendar_year(sent.content)
    async with desk.database.transaction() as tx:
        preview = await preview_of(tx, year)
    words = desk.easel.words_for(request)
    return desk.easel.draw(
        request,
        "calendar_preview_page.html",
        crumbs=[Link(words("calendar.title"), "/calendar"), Link(words("calendar.preview"))],
        scene=preview_scene(preview, words),
    )


async def _published(desk: Desk, viewer: Viewer, typed: Typed) -> Response:
    year, now = read_calendar_year(typed.text("year").encode()), viewer.now
    async with desk.database.transaction() as tx:
        await publish_year(tx, year, asker=viewer.asker, place=desk.place, now=now)
    return see_other("/calendar", "said.calendar.published", year=str(year.year))
