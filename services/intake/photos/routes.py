"""Photos over HTTP: to staff who may read of the case, and to anybody once published."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.intake.cases.routes import LookForm
from services.intake.org.web import Web
from services.intake.photos import workflows
from services.intake.photos.domain import PHOTO_KINDS, Part
from services.intake.photos.queries import photo_in_public, photo_shown
from services.intake.photos.views import original_file
from shared.chassis import access, audit
from shared.chassis.acting import SignedIn
from shared.chassis.attachments import Digest
from shared.chassis.pictures import MEDIA_TYPE, ruled
from shared.kernel.roles import Right

PREFIX = "/api/intake/v1/photos"
ANY_KIND: dict[str, Any] = {
    "content": {kind.media_type: {"schema": {"type": "string"}} for kind in PHOTO_KINDS}
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

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, BeforeValidator(str)]
    width: int
    height: int
    is_covered: bool
    is_public: bool


Reader = Annotated[SignedIn, Depends(access.acting(Right.READ))]
Worker = Annotated[SignedIn, Depends(access.acting(Right.WORK))]
Decider = Annotated[SignedIn, Depends(access.acting(Right.DECIDE))]

photo_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@photo_routes.get(
    "/{photo_id}/public",
    responses={200: JPEG},
    response_class=Response,
    dependencies=[access.to_anyone],
)
async def get_public_photo(web: Web, photo_id: UUID) -> Response:
    """A photo an officer has looked at and let anybody see."""
    async with web.database.transaction() as tx:
        photo = await photo_in_public(tx, photo_id)
    content = await web.files.content_of(Digest(photo.seen))
    return _picture(content, "public, max-age=300")


@photo_routes.get("/{photo_id}", responses={200: JPEG}, response_class=Response)
async def get_photo(
    web: Web, photo_id: UUID, acting: Reader, *, grid: bool = False
) -> Response:
    """A photo as it is shown; with a grid, so that parts of it can be named."""
    async with web.database.transaction() as tx:
        photo, _ = await photo_shown(tx, photo_id, acting, Right.READ)
    content = await web.files.content_of(Digest(photo.seen))
    return _picture((await ruled(content)).content if grid else content, "private, no-store")


@photo_routes.post("/{photo_id}/cover")
async def cover_photo(web: Web, photo_id: UUID, form: CoverForm, acting: Worker) -> PhotoView:
    """Black parts out for everyone; the sealed original stays."""
    parts = [Part(**part.model_dump()) for part in form.parts]
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
        photo = await workflows.cover_parts(tx, web.files, photo_id, parts=parts)
        await audit.record(tx, acting.principal, "photo.covered", subject=str(photo_id))
    return PhotoView.model_validate(photo)


@photo_routes.post("/{photo_id}/publish")
async def publish_photo(web: Web, photo_id: UUID, acting: Worker) -> PhotoView:
    """Let anybody see it, since somebody looked at it."""
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
        photo = await workflows.publish_photo(tx, photo_id, now=acting.now)
        await audit.record(tx, acting.principal, "photo.published", subject=str(photo_id))
    return PhotoView.model_validate(photo)


@photo_routes.post("/{photo_id}/withdraw")
async def withdraw_photo(web: Web, photo_id: UUID, acting: Worker) -> PhotoView:
    """Let only staff and its sender see it again."""
    async with web.database.transaction() as tx:
        await photo_shown(tx, photo_id, acting, Right.WORK)
        photo = await workflows.withdraw_photo(tx, photo_id)
        await audit.record(tx, acting.principal, "photo.withdrawn", subject=str(photo_id))
    return PhotoView.model_validate(photo)


@photo_routes.post("/{photo_id}/original", responses={200: ANY_KIND}, response_class=Response)
async def get_original(web: Web, photo_id: UUID, form: LookForm, acting: Decider) -> Response:
    """The photo as it came, with whatever the camera wrote; for a reason, and traced."""
    async with web.database.transaction() as tx:
        photo, case = await photo_shown(tx, photo_id, acting, Right.DECIDE)
        await workflows.open_original(tx, photo, case, acting, reason=form.reason)
    content = await web.files.content_of(Digest(photo.original))
    return original_file(photo, content)


def _picture(content: bytes, cache_control: str) -> Response:
    headers = {"Cache-Control": cache_control, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
