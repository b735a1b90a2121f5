"""Photos over HTTP: to staff who may read of the case, and to anybody once published."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.intake.cases.routes import LookForm, answered
from services.intake.photos import workflows
from services.intake.photos.domain import PHOTO_KINDS, Part, Photo
from services.intake.photos.queries import photo_in_public, photo_shown
from shared.chassis import audit
from shared.chassis.access import Principal, staff, to_anyone
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.database import Database
from shared.chassis.pictures import MEDIA_TYPE, ruled
from shared.kernel.places import Place
from shared.kernel.roles import Right

PREFIX = "/api/intake/v1/photos"
ANY_KIND: dict[str, Any] = {
    "content": {kind.media_type: {"schema": {"type": "string"}} for kind in PHOTO_KINDS}
}
AS_A_FILE = {
    "Content-Disposition": "attachment",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
JPEG: dict[str, Any] = {
    "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
}
Percent = Annotated[int, Field(ge=0, le=100)]


class PartForm(BaseModel):
    """A part of a photo, in per cent of its width and height."""

    left: Percent
    top: Percent
    width: Percent
    height: Percent


class CoverForm(BaseModel):
    """The parts to be covered for good; what was covered before is named again."""

    parts: Annotated[list[PartForm], Field(max_length=100)]


class PhotoView(BaseModel):
    """What is known of a photo."""

    id: str
    width: int
    height: int
    is_covered: bool
    is_public: bool


def photo_routes(database: Database, place: Place, *, files: Attachments) -> list[APIRouter]:
    """Looking at photos, covering parts of them, letting anybody see them."""
    web = _Darkroom(database, place, files)
    routers = (_showing, _changing, _original)
    return [_in_public(web), *(make(web) for make in routers)]


class _Darkroom:
    """What every route of photos is given."""

    def __init__(self, database: Database, place: Place, files: Attachments) -> None:
        self.database, self.files = database, files
        self.place = place

    async def must(self, photo_id: UUID, principal: Principal, right: Right) -> Photo:
        """The photo, if the principal holds a right over the unit of its case."""
        today = self.place.day_of(datetime.now(UTC))
        async with self.database.transaction() as tx:
            photo, _ = await photo_shown(tx, photo_id, principal, right=right, day=today)
        return photo

    async def content(self, photo: Photo) -> bytes:
        """What is shown of it."""
        return await self.files.content_of(Digest(photo.seen))


def _showing(room: _Darkroom) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    reader = Annotated[Principal, Depends(staff(Right.READ))]

    @router.get("/{photo_id}", responses={200: JPEG}, response_class=Response)
    async def get_photo(photo_id: UUID, principal: reader, *, grid: bool = False) -> Response:
        """A photo as it is shown; with a grid, so that parts of it can be named."""
        content = await room.content(await room.must(photo_id, principal, Right.READ))
        return _picture(
            (await ruled(content)).content if grid else content, "private, no-store"
        )

    return router


def _in_public(room: _Darkroom) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])

    @router.get("/{photo_id}/public", responses={200: JPEG}, response_class=Response)
    async def get_public_photo(photo_id: UUID) -> Response:
        """A photo an officer has looked at and let anybody see."""
        async with room.database.transaction() as tx:
            photo = await photo_in_public(tx, photo_id)
        return _picture(await room.content(photo), "public, max-age=300")

    return router


def _changing(room: _Darkroom) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    worker = Annotated[Principal, Depends(staff(Right.WORK))]

    @router.post("/{photo_id}/cover", response_model=PhotoView)
    async def cover_photo(photo_id: UUID, form: CoverForm, principal: worker) -> Response:
        """Black parts out for everyone; the sealed original stays."""
        await room.must(photo_id, principal, Right.WORK)
        parts = [Part(**part.model_dump()) for part in form.parts]
        async with room.database.transaction() as tx:
            photo = await workflows.cover_parts(tx, room.files, photo_id, parts=parts)
            await audit.record(tx, principal, "photo.covered", subject=str(photo_id))
        return _view(photo)

    @router.post("/{photo_id}/publish", response_model=PhotoView)
    async def publish_photo(photo_id: UUID, principal: worker) -> Response:
        """Let anybody see it, since somebody looked at it."""
        await room.must(photo_id, principal, Right.WORK)
        async with room.database.transaction() as tx:
            photo = await workflows.publish_photo(tx, photo_id, now=datetime.now(UTC))
            await audit.record(tx, principal, "photo.published", subject=str(photo_id))
        return _view(photo)

    @router.post("/{photo_id}/withdraw", response_model=PhotoView)
    async def withdraw_photo(photo_id: UUID, principal: worker) -> Response:
        """Let only staff and its sender see it again."""
        await room.must(photo_id, principal, Right.WORK)
        async with room.database.transaction() as tx:
            photo = await workflows.withdraw_photo(tx, photo_id)
            await audit.record(tx, principal, "photo.withdrawn", subject=str(photo_id))
        return _view(photo)

    return router


def _original(room: _Darkroom) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    decider = Annotated[Principal, Depends(staff(Right.DECIDE))]

    @router.post("/{photo_id}/original", responses={200: ANY_KIND}, response_class=Response)
    async def get_original(photo_id: UUID, form: LookForm, principal: decider) -> Response:
        """The photo as it came, with whatever the camera wrote; for a reason, and traced."""
        now = datetime.now(UTC)
        async with room.database.transaction() as tx:
            photo, case = await photo_shown(
                tx, photo_id, principal, right=Right.DECIDE, day=room.place.day_of(now)
            )
            await workflows.open_original(
                tx, photo, case, principal=principal, reason=form.reason, now=now
            )
        content = await room.files.content_of(Digest(photo.original))
        return Response(content, media_type=photo.original_type, headers=AS_A_FILE)

    return router


def _picture(content: bytes, kept: str) -> Response:
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _view(photo: Photo) -> Response:
    view = {
        "id": str(photo.id),
        "width": photo.width,
        "height": photo.height,
        "is_covered": photo.covered is not None,
        "is_public": photo.published_at is not None,
    }
    return answered(200, view)
