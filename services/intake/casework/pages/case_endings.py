"""Answering a case with evidence, and opening the contact of whoever wrote."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import MessageId
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.queries import find_case
from services.intake.cases.workflows import answering
from services.intake.cases.workflows.contacts import open_contact
from services.intake.casework.pages.case_steps import done
from services.intake.casework.pages.cases import draw_case
from services.intake.casework.views.contacts import contact_view, message_id_in
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from services.intake.photos.workflows import Developed, develop_all, keep_photo
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import page_router

Form = Annotated[FormData, Depends(form_data_of)]


Working = Annotated[Viewer, Depends(viewing(Right.WORK))]


case_ending_pages = page_router("/cases/{code}")


@case_ending_pages.post("/resolve/with-file")
async def resolve_page(
    web: Web, request: Request, code: str, *, viewer: Working, form: Form
) -> Response:
    fields = FormReader(form)
    words = fields.text("words", most=4000)
    photos = await _photos(fields)
    refused = fields.form
    if not refused.is_refused:
        deed = partial(_resolved, files=web.files, words=words, photos=photos)
        refused = await done(web, viewer, deed, code=code, form=refused)
    if refused.is_refused:
        return await draw_case(web, request, viewer, code=code, form=refused)
    return see_other(f"/cases/{number_in(code)}", "flash.case.resolve")


@case_ending_pages.post("/contact")
async def contact_page(
    web: Web, request: Request, code: str, *, viewer: Working, form: Form
) -> Response:
    number, message = number_in(code), MessageId(message_id_in(form.text("message")))
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await viewer.must(tx, Right.WORK, case.unit)
        contact = await open_contact(
            tx,
            case,
            message,
            acting=acting,
            reason=form.text("reason"),
            may_decide=await viewer.may(tx, Right.DECIDE, case.unit),
        )
    words = web.templates.words_for(request)
    view = contact_view(case, contact, here=viewer.here, words=words)
    page = web.templates.render(request, "contact_page.html", view=view)
    page.headers["Cache-Control"] = "no-store"
    return page


async def _photos(fields: FormReader) -> list[Developed]:
    sent = fields.form.uploads.get("photos", ())
    try:
        return await develop_all([one.content for one in sent])
    except Rejection as no:
        fields.refuse("photos", no)
        return []


async def _resolved(
    tx: Transaction,
    number: TrackingNumber,
    acting: Acting,
    *,
    files: Attachments,
    words: str,
    photos: list[Developed],
) -> Case:
    case = await answering.resolve(tx, number, acting, words=words)
    for photo in photos:
        await keep_photo(tx, files, photo, case=case.id, now=acting.now)
    return case
