"""Photos, as officers look at them: cover what must not be seen, then let anybody see it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.photos import workflows
from services.intake.photos.domain import NothingToCover, Part, PartOutside, Photo, TooManyParts
from services.intake.photos.queries import photo_shown
from services.intake.photos.views import PARTS, SIDES, photo_view
from shared.chassis import audit
from shared.chassis.attachments import Attachments, Digest
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

ABOUT_PARTS = (NothingToCover, PartOutside, TooManyParts)
Form = Annotated[FormData, Depends(form_data_of)]


def photo_pages(web: WebContext, files: Attachments) -> APIRouter:
    """One page per photo, and what is done with it there."""
    router = page_router("/cases/photos")
    reading = Annotated[Viewer, Depends(viewing(Right.READ))]
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]
    darkroom = _Darkroom(web, files)
    router.include_router(_publishing_pages(darkroom))
    router.include_router(_original_page(darkroom))

    @router.get("/{photo_id}")
    async def photo_page(request: Request, photo_id: UUID, viewer: reading) -> Response:
        return await darkroom.render(request, photo_id, viewer, form=FormData.blank())

    @router.post("/{photo_id}/cover")
    async def cover_photo_page(
        request: Request, photo_id: UUID, *, viewer: working, form: Form
    ) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        fields = FormReader(form)
        parts = _parts_in(fields)
        if fields.form.is_refused:
            return await darkroom.render(request, photo_id, viewer, form=fields.form)
        try:
            async with web.database.transaction() as tx:
                await workflows.cover_parts(tx, files, photo_id, parts=parts)
                await audit.record(tx, viewer.principal, "photo.covered", subject=str(photo_id))
        except ABOUT_PARTS as no:
            refused = form.refused(WHOLE_FORM, no)
            return await darkroom.render(request, photo_id, viewer, form=refused)
        return see_other(f"/cases/photos/{photo_id}", "flash.photos.covered")

    return router


class _Darkroom:
    """Draws the page of a photo, and knows who may do what there."""

    def __init__(self, web: WebContext, files: Attachments) -> None:
        self.web, self.files = web, files

    async def must(self, photo_id: UUID, viewer: Viewer, right: Right) -> Photo:
        """The photo, if the right is held over the unit of its case."""
        async with self.web.database.transaction() as tx:
            photo, _ = await photo_shown(
                tx, photo_id, viewer.principal, right=right, day=viewer.today
            )
        return photo

    async def render(
        self, request: Request, photo_id: UUID, viewer: Viewer, *, form: FormData
    ) -> Response:
        """The page as it stands."""
        async with self.web.database.transaction() as tx:
            photo, case = await photo_shown(
                tx, photo_id, viewer.principal, right=Right.READ, day=viewer.today
            )
            rights = (Right.WORK, Right.DECIDE)
            may = [right for right in rights if await viewer.may(tx, right, case.unit)]
        words = self.web.templates.words_for(request)
        view = photo_view(photo, case, viewer.here, words=words, form=form, may=may)
        return self.web.templates.render(request, "photo_page.html", view=view, form=form)


def _publishing_pages(darkroom: _Darkroom) -> APIRouter:
    router, web = page_router(), darkroom.web
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.post("/{photo_id}/publish")
    async def publish_photo_page(photo_id: UUID, viewer: working) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        async with web.database.transaction() as tx:
            await workflows.publish_photo(tx, photo_id, now=viewer.now)
            await audit.record(tx, viewer.principal, "photo.published", subject=str(photo_id))
        return see_other(f"/cases/photos/{photo_id}", "flash.photos.published")

    @router.post("/{photo_id}/withdraw")
    async def withdraw_photo_page(photo_id: UUID, viewer: working) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        async with web.database.transaction() as tx:
            await workflows.withdraw_photo(tx, photo_id)
            await audit.record(tx, viewer.principal, "photo.withdrawn", subject=str(photo_id))
        return see_other(f"/cases/photos/{photo_id}", "flash.photos.withdrawn")

    return router


def _original_page(darkroom: _Darkroom) -> APIRouter:
    router, web = page_router(), darkroom.web
    deciding = Annotated[Viewer, Depends(viewing(Right.DECIDE))]

    @router.post("/{photo_id}/original")
    async def original_photo(
        request: Request, photo_id: UUID, *, viewer: deciding, form: Form
    ) -> Response:
        try:
            async with web.database.transaction() as tx:
                photo, case = await photo_shown(
                    tx, photo_id, viewer.principal, right=Right.DECIDE, day=viewer.today
                )
                await workflows.open_original(
                    tx,
                    photo,
                    case,
                    principal=viewer.principal,
                    reason=form.text("why"),
                    now=viewer.now,
                )
        except (ReasonTooShort, ReasonTooLong) as no:
            refused = form.refused("why", no)
            return await darkroom.render(request, photo_id, viewer, form=refused)
        content = await darkroom.files.content_of(Digest(photo.original))
        headers = {
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=photo.original_type, headers=headers)

    return router


def _parts_in(fields: FormReader) -> list[Part]:
    """The rows of numbers that were filled in; an empty row is none."""
    parts = []
    for nth in range(PARTS):
        names = [f"{side}{nth}" for side in SIDES]
        if not any(fields.form.text(name) for name in names):
            continue
        left, top, width, height = (fields.whole(name, most=100) for name in names)
        parts.append(Part(left=left, top=top, width=width, height=height))
    return parts
