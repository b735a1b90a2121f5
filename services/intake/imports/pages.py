"""Lists of the hotline or of 1022 from a file: taken in whole, or refused with every fault."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.imports.workflows import bring_all, message_columns, read_messages
from services.intake.org.web import Web
from shared.chassis.access import acting
from shared.chassis.acting import Acting
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.kernel.file_kinds import FileMissing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

FORM = "/channels/import"
Working = Annotated[Acting, Depends(acting(Right.WORK))]

message_import_pages = page_router(FORM)


@message_import_pages.get("")
async def messages_import_page(web: Web, request: Request, _: Working) -> Response:
    return _draw(web, request, FormData.blank())


@message_import_pages.post("/with-file")
async def take_in_messages(
    web: Web,
    request: Request,
    bringer: Working,
    form: Annotated[FormData, Depends(form_data_of)],
) -> Response:
    sent = form.upload("file")
    if sent is None:
        return _draw(web, request, form.refused("file", FileMissing()))
    try:
        sheet = await read_messages(Upload(sent.name, sent.content))
        async with web.database.transaction() as tx:
            count = await bring_all(tx, sheet, bringer, hosted=web.hosted)
    except Rejection as no:
        return _draw(web, request, form.refused("file", no))
    return see_other("/channels", "flash.channels.imported", count=count)


def _draw(web: WebContext, request: Request, form: FormData) -> Response:
    words = web.templates.words_for(request)
    why = form.refusals.get("file")
    refused = why if isinstance(why, SheetRefused) else None
    return web.templates.render(
        request,
        "messages_import_page.html",
        crumbs=[
            Link(words("channels.title"), "/channels"),
            Link(words("channels.import.title")),
        ],
        form=form,
        errors=refused.errors if refused else (),
        unlisted=refused.error_count - len(refused.errors) if refused else 0,
        columns=[column.name for column in message_columns()],
    )
