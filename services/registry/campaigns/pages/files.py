"""Files, handed out to those who may read of the unit they belong to."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.registry.campaigns.queries import files as queries
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis import audit
from shared.chassis.attachments import Attachments, Digest
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


def file_pages(web: WebContext, files: Attachments) -> APIRouter:
    """One address per file; what is in it is never shown inside a page of ours."""
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("/files/{file_id}")
    async def file_kept(file_id: UUID, viewer: reader) -> Response:
        async with web.database.transaction() as tx:
            file = await queries.file_shown(tx, file_id, viewer)
            await audit.record_reading(
                tx, viewer.principal, "file.content", subject=str(file.id)
            )
        content = await files.content_of(Digest(file.digest))
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=file.media_type, headers=headers)

    return router
