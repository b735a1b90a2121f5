"""Photos, as officers look at them: cover what must not be seen, then let anybody see it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.org.web import Web
from services.intake.photos import workflows
from services.intake.photos.domain import NothingToCover, Part, PartOutside, TooManyParts
from services.intake.photos.queries import photo_shown
from services.intake.photos.views import original_file
from shared.chassis import access, audit
from shared.chassis.acting import SignedIn
from shared.chassis.attachments import Digest
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.parts import Link
from shared.portal.web_context import page_router

PARTS = 4
"""So many parts can be named at a time; a second time covers more."""
SIDES = ("left", "top", "width", "height")
ABOUT_PARTS = (NothingToCover, PartOutside, TooManyParts)

Form = Annotated[FormData, Depends(form_data_of)]
Reader = Annotated[SignedIn, Depends(access.acting(Right.READ))]
Worker = Annotated[SignedIn, Depends(access.acting(Right.WORK))]
Decider = Annotated[SignedIn, Depends(access.acting(Right.DECIDE))]

photo_pages = page_router("/cases/photos")


@photo_pages.post("/{photo_id}/publish")
async def publish_photo(web: Web, photo_id: UUID, acting: Worker) -> Response:
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
        await workflows.publish_photo(tx, photo_id, now=acting.now)
        await audit.record(tx, acting.principal, "photo.published", subject=str(photo_id))
    return see_other(f"/cases/photos/{photo_id}", "flash.photos.published")


@photo_pages.post("/{photo_id}/withdraw")
async def withdraw_photo(web: Web, photo_id: UUID, acting: Worker) -> Response:
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
        await workflows.withdraw_photo(tx, photo_id)
        await audit.record(tx, acting.principal, "photo.withdrawn", subject=str(photo_id))
    return see_other(f"/cases/photos/{photo_id}", "flash.photos.withdrawn")


@photo_pages.post("/{photo_id}/original")
async def original_photo(
    web: Web, request: Request, photo_id: UUID, *, acting: Decider, form: Form
) -> Response:
    why = form.text("why")
    try:
        async with web.database.transaction() as tx:
            photo, case = await photo_shown(tx, photo_id, acting, Right.DECIDE)
            await workflows.open_original(tx, photo, case, acting, reason=why)
    except (ReasonTooShort, ReasonTooLong) as no:
        return await _draw(web, request, photo_id, acting, form=form.refused("why", no))
    content = await web.files.content_of(Digest(photo.original))
    return original_file(photo, content)


@photo_pages.get("/{photo_id}")
async def photo_page(web: Web, request: Request, photo_id: UUID, acting: Reader) -> Response:
    return await _draw(web, request, photo_id, acting, form=FormData.blank())


@photo_pages.post("/{photo_id}/cover")
async def cover_photo(
    web: Web, request: Request, photo_id: UUID, *, acting: Worker, form: Form
) -> Response:
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
    fields = FormReader(form)
    parts = _parts_in(fields)
    if fields.form.is_refused:
        return await _draw(web, request, photo_id, acting, form=fields.form)
    try:
        async with web.database.transaction() as tx:
            await workflows.cover_parts(tx, web.files, photo_id, parts=parts)
            await audit.record(tx, acting.principal, "photo.covered", subject=str(photo_id))
    except ABOUT_PARTS as no:
        refused = form.refused(WHOLE_FORM, no)
        return await _draw(web, request, photo_id, acting, form=refused)
    return see_other(f"/cases/photos/{photo_id}", "flash.photos.covered")


async def _draw(
    web: Web, request: Request, photo_id: UUID, acting: SignedIn, *, form: FormData
) -> Response:
    async with web.database.transaction() as tx:
        photo, case = await photo_shown(tx, photo_id, acting, Right.READ)
        may_work = await acting.may(tx, Right.WORK, case.unit)
        may_open = await acting.may(tx, Right.DECIDE, case.unit)
    words = web.templates.words_for(request)
    further = [f"{side}{nth}" for nth in range(1, PARTS) for side in SIDES]
    return web.templates.render(
        request,
        "photo_page.html",
        photo=photo,
        crumbs=[
            Link(words("portal.nav.inbox"), "/inbox"),
            Link(tracking_code(case.number, acting.place.code), f"/cases/{case.number}"),
            Link(words("photos.title")),
        ],
        parts_offered=PARTS,
        sides=SIDES,
        is_further_filled=any(form.text(name) for name in further),
        may_work=may_work,
        may_open=may_open,
        form=form,
    )


def _parts_in(fields: FormReader) -> list[Part]:
    """The rows of numbers that were filled in; an empty row is none."""
    parts = []
    for nth in range(PARTS):
        names = [f"{side}{nth}" for side in SIDES]
        if any(fields.form.text(name) for name in names):
            left, top, width, height = (fields.whole(name, most=100) for name in names)
            parts.append(Part(left=left, top=top, width=width, height=height))
    return parts
