"""Units from a file: taken in whole, or refused with everything that is wrong with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from services.registry.units.workflows.unit_imports import ROW_KEY, import_units, unit_columns
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.parts import Link
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

FORM = "/units/import"


def unit_import_pages(desk: Desk) -> APIRouter:
    """The form, and what becomes of the file."""
    router = desk.router(FORM)
    keeper = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    @router.get("")
    async def units_import_page(request: Request, viewer: keeper) -> HTMLResponse:
        await _must_keep_all(desk, viewer)
        return _draw(desk, request, Typed.blank())

    @router.post("/with-file")
    async def take_in_units(request: Request, viewer: keeper) -> Response:
        await _must_keep_all(desk, viewer)
        typed = await typed_in(request)
        sent = typed.upload("file")
        if sent is None:
            return _draw(desk, request, typed.refused("file", FileMissing()))
        try:
            count = await _taken_in(desk, viewer, Upload(sent.name, sent.content))
        except Rejection as no:
            return _draw(desk, request, typed.refused("file", no))
        return see_other("/units", "said.units.imported", count=count)

    return router


async def _must_keep_all(desk: Desk, viewer: Viewer) -> None:
    async with desk.database.transaction() as tx:
        await viewer.must(tx, Right.ADMINISTER, viewer.here)


async def _taken_in(desk: Desk, viewer: Viewer, upload: Upload) -> int:
    sheet = await upload.sheet(unit_columns(), key=ROW_KEY)
    async with desk.database.transaction() as tx:
        return await import_units(tx, sheet, place=desk.place, now=viewer.now)


def _draw(desk: Desk, request: Request, typed: Typed) -> HTMLResponse:
    words = desk.easel.words_for(request)
    why = typed.refusals.get("file")
    refused = why if isinstance(why, SheetRefused) else None
    return desk.easel.draw(
        request,
        "units_import_page.html",
        crumbs=[Link(words("units.title"), "/units"), Link(words("units.import.title"))],
        typed=typed,
        errors=refused.errors if refused else (),
        unlisted=refused.error_count - len(refused.errors) if refused else 0,
        columns=[column.name for column in unit_columns()],
    )
