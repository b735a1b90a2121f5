"""Pages on which a citizen sends something: three steps and a receipt, without an account."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.sending import queries
from services.intake.sending.domain.drafts import DraftId
from services.intake.sending.pages.submission_form import KEPT_NOWHERE, Letterbox
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.pictures import MEDIA_TYPE
from shared.portal.form_data import FormData, form_data_of
from shared.portal.statics import text_of
from shared.portal.web_context import WebContext

WORKER = "send-worker.js"


def sending_pages(web: WebContext, files: Attachments) -> APIRouter:
    """The three steps, the receipt, and the photos of a draft."""
    router = web.router()
    box = Letterbox(web, files)
    router.include_router(_beside(web, files))
    for part in (_looking, _taking):
        router.include_router(part(web, box))
    return router


def _looking(web: WebContext, box: Letterbox) -> APIRouter:
    router = web.router()
    anyone = [Depends(web.access.anyone)]

    @router.get("/send", dependencies=anyone)
    async def send_page(request: Request) -> Response:
        return await box.fresh(request)

    @router.get("/send/{draft_id}", dependencies=anyone)
    async def send_again_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "what")

    @router.get("/send/{draft_id}/where", dependencies=anyone)
    async def send_where_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "where")

    @router.get("/send/{draft_id}/who", dependencies=anyone)
    async def send_who_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "who")

    @router.get("/send/{draft_id}/sent", dependencies=anyone)
    async def sent_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "sent")

    return router


def _taking(web: WebContext, box: Letterbox) -> APIRouter:
    router = web.router()
    anyone = [Depends(web.access.anyone)]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/send/with-file", dependencies=anyone)
    async def send_begun(request: Request, form: sent) -> Response:
        return await box.take_what(request, "", form)

    @router.post("/send/{draft_id}/with-file", dependencies=anyone)
    async def what_taken(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_what(request, draft_id, form)

    @router.post("/send/{draft_id}/where", dependencies=anyone)
    async def where_taken(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_where(request, draft_id, form)

    @router.post("/send/{draft_id}/who", dependencies=anyone)
    async def sent_off(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_who(request, draft_id, form)

    return router


def _beside(web: WebContext, files: Attachments) -> APIRouter:
    router = web.router()
    anyone = [Depends(web.access.anyone)]

    @router.get("/send/worker.js", dependencies=anyone)
    async def send_worker() -> Response:
        """A worker has power over addresses beside its own only if they are named here."""
        headers = {"Service-Worker-Allowed": "/send", "Cache-Control": "no-cache"}
        return Response(text_of(WORKER), media_type="text/javascript", headers=headers)

    @router.get("/send/{draft_id}/photos/{digest}", dependencies=anyone)
    async def draft_photo(draft_id: str, digest: str) -> Response:
        async with web.database.transaction() as tx:
            photo = await queries.draft_photo(
                tx, DraftId(draft_id), digest, now=datetime.now(UTC)
            )
        content = await files.content_of(Digest(photo.digest))
        headers = {**KEPT_NOWHERE, "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    return router
