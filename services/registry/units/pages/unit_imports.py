"""Units from a file: taken in whole, or refused with everything that is wrong with it."""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units.workflows import ROW_KEY, import_units, unit_columns
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

FORM = "/units/import"


Keeper = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


unit_import_pages = page_router(FORM)


@unit_import_pages.get("")
async def units_import_page(web: Web, request: Request, viewer: Keeper) -> HTMLResponse:
    await _must_keep_all(web, viewer)
    return _draw(web, request, FormData.blank())


@unit_import_pages.post("/with-file")
async def take_in_units(web: Web, request: Request, viewer: Keeper) -> Response:
    await _must_keep_all(web, viewer)
    form = await form_data_of(request)
    sent = form.upload("file")
    if sent is None:
        return _draw(web, request, form.refused("file", FileMissing()))
    try:
        count = await _taken_in(web, viewer, Upload(sent.name, sent.content))
    except Rejection as no:
        return _draw(web, request, form.refused("file", no))
    return see_other("/units", "flash.units.imported", count=count)


async def _must_keep_all(web: WebContext, viewer: Viewer) -> None:
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.ADMINISTER, viewer.here)


async def _taken_in(web: WebContext, viewer: Viewer, upload: Upload) -> int:
    sheet = await upload.sheet(unit_columns(), key=ROW_KEY)
    async with web.database.transaction() as tx:
        return await import_units(tx, sheet, place=web.place, now=viewer.now)


def _draw(web: WebContext, request: Request, form: FormData) -> HTMLResponse:
    words = web.templates.words_for(request)
    why = form.refusals.get("file")
    refused = why if isinstance(why, SheetRefused) else None
    return web.templates.render(
        request,
        "units_import_page.html",
        crumbs=[Link(words("units.title"), "/units"), Link(words("units.import.title"))],
        form=form,
        errors=refused.errors if refused else (),
        unlisted=refused.error_count - len(refused.errors) if refused else 0,
        columns=[column.name for column in unit_columns()],
    )
