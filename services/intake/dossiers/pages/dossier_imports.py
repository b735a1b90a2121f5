"""The one-stop desk's register from a file: taken over whole, or refused with every fault."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.dossiers.views.dossiers import LIST
from services.intake.dossiers.workflows.dossier_imports import import_register
from services.intake.dossiers.workflows.register import COLUMNS, read_register
from services.intake.dossiers.workflows.transitions import MACHINE, Errand
from services.intake.org.queries.viewing import Viewer
from services.intake.org.views import viewing
from services.intake.org.workflows import HostedUnits
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext

FORM = f"{LIST}/import"


def dossier_import_pages(web: WebContext) -> APIRouter:
    """The form, and what becomes of the file."""
    router = web.router(FORM)
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
    taking = _Taking(web)

    @router.get("")
    async def dossiers_import_page(request: Request, viewer: writer) -> Response:
        await taking.must(viewer)
        return _draw(web, request, FormData.blank())

    @router.post("/with-file")
    async def take_in_dossiers(request: Request, viewer: writer) -> Response:
        await taking.must(viewer)
        form = await form_data_of(request)
        sent = form.upload("file")
        if sent is None:
            return _draw(web, request, form.refused("file", FileMissing()))
        try:
            count = await taking.take_in(viewer, Upload(sent.name, sent.content))
        except Rejection as no:
            return _draw(web, request, form.refused("file", no))
        return see_other(LIST, "flash.dossiers.imported", count=count)

    return router


class _Taking:
    """Takes a register in for somebody who may write for the whole place."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web
        self._hosted = HostedUnits(web.place)

    async def must(self, viewer: Viewer) -> None:
        """Pass, or refuse."""
        async with self._desk.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, viewer.here)

    async def take_in(self, viewer: Viewer, upload: Upload) -> int:
        """How many dossiers of the file brought something new."""
        who = viewer.principal.name or MACHINE
        errand = Errand(place=self._desk.place, now=viewer.now, who=who)
        async with self._desk.database.transaction() as tx:
            served = await self._hosted.codes(tx)
        file = await read_register(upload, hosted=served, today=viewer.today, tell=_tell_nobody)
        async with self._desk.database.transaction() as tx:
            return await import_register(tx, file, errand=errand, tell=_tell_nobody)


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """A page without script waits for the end."""


def _draw(web: WebContext, request: Request, form: FormData) -> Response:
    words = web.templates.words_for(request)
    why = form.refusals.get("file")
    refused = why if isinstance(why, SheetRefused) else None
    return web.templates.render(
        request,
        "dossiers_import_page.html",
        crumbs=[Link(words("dossiers.title"), LIST), Link(words("dossiers.import.title"))],
        form=form,
        errors=refused.errors if refused else (),
        unlisted=refused.error_count - len(refused.errors) if refused else 0,
        columns=[(column.name, column.may_be_absent) for column in COLUMNS],
    )
