"""Media over HTTP: what `media_url` leads to."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.intake.open311.queries import published_photo
from services.intake.open311.routes.answering import ANYBODY
from services.intake.open311.routes.endpoints import Endpoint
from shared.chassis.attachments import Digest

PICTURE = "image/jpeg"
WHILE = {"Cache-Control": "public, max-age=300"}
SHOWN: dict[int | str, dict[str, Any]] = {
    200: {"description": "The photo", "content": {PICTURE: {}}}
}


def media_routes(endpoint: Endpoint) -> APIRouter:
    """Published photos, as anybody may see them."""
    router, web = endpoint.router(), endpoint.web

    @router.get("/media/{photo_id}.jpg", responses=SHOWN)
    async def get_media(photo_id: UUID) -> Response:
        """The photo without what it gives away, parts of it covered perhaps."""
        async with web.database.transaction() as tx:
            photo = await published_photo(tx, photo_id)
        content = await endpoint.files.content_of(Digest(photo.seen))
        return Response(content, 200, ANYBODY | WHILE, media_type=PICTURE)

    return router
