"""Answering a case with evidence, and opening the contact of whoever wrote."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import MessageId
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.queries.feedback import find_case
from services.intake.cases.workflows import answering
from services.intake.cases.workflows.answering import Officer
from services.intake.cases.workflows.contacts import open_contact
from services.intake.casework.pages.case_steps import done
from services.intake.casework.pages.cases import draw_case
from services.intake.casework.scenes.contacts import contact_scene, message_id_in
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from services.intake.photos.workflows import Developed, develop_all, keep_photo
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]


def case_ending_pages(desk: Desk, files: Attachments) -> APIRouter:
    """The answer, with words and photos of what was done."""
    router = desk.router("/cases/{code}")
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/resolve/with-file")
    async def resolve_page(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        reading = Reading(typed)
        words = reading.text("words", most=4000)
        photos = await _photos(reading)
        refused = reading.typed
        if not refused.is_refused:
            deed = partial(_resolved, files=files, words=words, photos=photos)
            refused = await done(desk, viewer, deed, code=code, typed=refused)
        if refused.is_refused:
            return await draw_case(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/cases/{number_in(code)}", "said.case.resolve")

    @router.post("/contact")
    async def contact_page(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        number, message = number_in(code), MessageId(message_id_in(typed.text("message")))
        officer = Officer(asker=viewer.asker, place=desk.place, now=viewer.now)
        async with desk.database.transaction() as tx:
            case = await find_case(tx, number)
            await viewer.must(tx, Right.WORK, case.unit)
            contact = await open_contact(
                tx,
                case,
                message,
                officer=officer,
                reason=typed.text("reason"),
                may_decide=await viewer.may(tx, Right.DECIDE, case.unit),
            )
        words = desk.easel.words_for(request)
        scene = contact_scene(case, contact, here=viewer.here, words=words)
        page = desk.easel.draw(request, "contact_page.html", scene=scene)
        page.headers["Cache-Control"] = "no-store"
        return page

    return router


async def _photos(reading: Reading) -> list[Developed]:
    sent = reading.typed.uploads.get("photos", ())
    try:
        return await develop_all([one.content for one in sent])
    except Rejection as no:
        reading.refuse("photos", no)
        return []


async def _resolved(
    tx: Transaction,
    number: TrackingNumber,
    officer: Officer,
    *,
    files: Attachments,
    words: str,
    photos: list[Developed],
) -> Case:
    case = await answering.resolve(tx, number, officer, words=words)
    for photo in photos:
        await keep_photo(tx, files, photo, case=case.id, now=officer.now)
    return case
