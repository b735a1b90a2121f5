"""Photos, as officers look at them: cover what must not be seen, then let anybody see it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from services.intake.photos import workflows
from services.intake.photos.domain import NothingToCover, Part, PartOutside, Photo, TooManyParts
from services.intake.photos.queries import photo_shown
from services.intake.photos.scenes import PARTS, SIDES, photo_scene
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.audit import note_deed
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

ABOUT_PARTS = (NothingToCover, PartOutside, TooManyParts)
Form = Annotated[Typed, Depends(typed_in)]


def photo_pages(desk: Desk, files: Attachments) -> APIRouter:
    """One page per photo, and what is done with it there."""
    router = desk.router("/cases/photos")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    darkroom = _Darkroom(desk, files)
    router.include_router(_publishing_pages(darkroom))
    router.include_router(_original_page(darkroom))

    @router.get("/{photo_id}")
    async def photo_page(request: Request, photo_id: UUID, viewer: reading) -> Response:
        return await darkroom.draw(request, photo_id, viewer, typed=Typed.blank())

    @router.post("/{photo_id}/cover")
    async def cover_photo_page(
        request: Request, photo_id: UUID, *, viewer: working, typed: Form
    ) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        reading = Reading(typed)
        parts = _parts_in(reading)
        if reading.typed.is_refused:
            return await darkroom.draw(request, photo_id, viewer, typed=reading.typed)
        try:
            async with desk.database.transaction() as tx:
                await workflows.cover_parts(tx, files, photo_id, parts=parts)
                await note_deed(tx, viewer.asker, "photo.covered", subject=str(photo_id))
        except ABOUT_PARTS as no:
            refused = typed.refused(WHOLE_FORM, no)
            return await darkroom.draw(request, photo_id, viewer, typed=refused)
        return see_other(f"/cases/photos/{photo_id}", "said.photos.covered")

    return router


class _Darkroom:
    """Draws the page of a photo, and knows who may do what there."""

    def __init__(self, desk: Desk, files: Attachments) -> None:
        self.desk, self.files = desk, files

    async def must(self, photo_id: UUID, viewer: Viewer, right: Right) -> Photo:
        """The photo, if the right is held over the unit of its case."""
        async with self.desk.database.transaction() as tx:
            photo, _ = await photo_shown(
                tx, photo_id, viewer.asker, right=right, day=viewer.today
            )
        return photo

    async def draw(
        self, request: Request, photo_id: UUID, viewer: Viewer, *, typed: Typed
    ) -> Response:
        """The page as it stands."""
        async with self.desk.database.transaction() as tx:
            photo, case = await photo_shown(
                tx, photo_id, viewer.asker, right=Right.READ, day=viewer.today
            )
            rights = (Right.WORK, Right.DECIDE)
            may = [right for right in rights if await viewer.may(tx, right, case.unit)]
        words = self.desk.easel.words_for(request)
        scene = photo_scene(
            photo,
            case,
            viewer.here,
            words=words,
            typed=typed,
            may=may,
        )
        return self.desk.easel.draw(request, "photo_page.html", scene=scene, typed=typed)


def _publishing_pages(darkroom: _Darkroom) -> APIRouter:
    router, desk = darkroom.desk.router(), darkroom.desk
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/{photo_id}/publish")
    async def publish_photo_page(photo_id: UUID, viewer: working) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        async with desk.database.transaction() as tx:
            await workflows.publish_photo(tx, photo_id, now=viewer.now)
            await note_deed(tx, viewer.asker, "photo.published", subject=str(photo_id))
        return see_other(f"/cases/photos/{photo_id}", "said.photos.published")

    @router.post("/{photo_id}/withdraw")
    async def withdraw_photo_page(photo_id: UUID, viewer: working) -> Response:
        await darkroom.must(photo_id, viewer, Right.WORK)
        async with desk.database.transaction() as tx:
            await workflows.withdraw_photo(tx, photo_id)
            await note_deed(tx, viewer.asker, "photo.withdrawn", subject=str(photo_id))
        return see_other(f"/cases/photos/{photo_id}", "said.photos.withdrawn")

    return router


def _original_page(darkroom: _Darkroom) -> APIRouter:
    router, desk = darkroom.desk.router(), darkroom.desk
    deciding = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]

    @router.post("/{photo_id}/original")
    async def original_photo(
        request: Request, photo_id: UUID, *, viewer: deciding, typed: Form
    ) -> Response:
        try:
            async with desk.database.transaction() as tx:
                photo, case = await photo_shown(
                    tx, photo_id, viewer.asker, right=Right.DECIDE, day=viewer.today
                )
                await workflows.open_original(
                    tx,
                    photo,
                    case,
                    asker=viewer.asker,
                    reason=typed.text("why"),
                    now=viewer.now,
                )
        except (ReasonTooShort, ReasonTooLong) as no:
            refused = typed.refused("why", no)
            return await darkroom.draw(request, photo_id, viewer, typed=refused)
        content = await darkroom.files.content_of(Digest(photo.original))
        headers = {
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=photo.original_type, headers=headers)

    return router


def _parts_in(reading: Reading) -> list[Part]:
    """The rows of numbers that were filled in; an empty row is none."""
    parts = []
    for nth in range(PARTS):
        names = [f"{side}{nth}" for side in SIDES]
        if not any(reading.typed.text(name) for name in names):
            continue
        left, top, width, height = (reading.whole(name, most=100) for name in names)
        parts.append(Part(left=left, top=top, width=width, height=height))
    return parts
