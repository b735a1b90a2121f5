"""Channels, as those who keep them see them: how each fares, what waits, what was lost."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.channels import workflows
from services.intake.channels.queries import faring
from services.intake.channels.views import ChannelReader, channels_view
from services.intake.channels.workflows import Counter
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import WebContext, page_router

PAGE = "/channels"
Form = Annotated[FormData, Depends(form_data_of)]


def channel_pages(web: WebContext, files: Attachments, channels: Channels) -> APIRouter:
    """The page of channels, and what is done with what waits there."""
    router = page_router(PAGE)
    looking = Annotated[Viewer, Depends(viewing(Right.ADMINISTER, Right.WORK))]
    keeper = _Keeper(web, files, channels)
    router.include_router(_mail_pages(keeper))

    @router.get("")
    async def channels_page(request: Request, viewer: looking) -> Response:
        return await keeper.render(request, viewer, FormData.blank())

    @router.post("/notices/{notice_id}/retry")
    async def retry_notice(notice_id: UUID, viewer: looking) -> Response:
        async with web.database.transaction() as tx:
            await keeper.must(viewer)
            await workflows.tell_once_more(
                tx, notice_id, principal=viewer.principal, now=viewer.now
            )
        return see_other(PAGE, "flash.channels.retried")

    return router


class _Keeper:
    """Draws the page of channels, and knows who may do what there."""

    def __init__(self, web: WebContext, files: Attachments, channels: Channels) -> None:
        self.web, self._channels = web, channels
        address = channels.sender.address
        self.counter = Counter(place=web.place, address=address, files=files)

    async def must(self, viewer: Viewer, *rights: Right) -> None:
        """Pass whoever holds one of the rights here; any who may look, if none is named."""
        wanted = rights or (Right.ADMINISTER, Right.WORK)
        async with self.web.database.transaction() as tx:
            if not any([await viewer.may(tx, right, viewer.here) for right in wanted]):
                await viewer.must(tx, wanted[0], viewer.here)

    async def render(self, request: Request, viewer: Viewer, form: FormData) -> Response:
        """The page as it stands."""
        await self.must(viewer)
        async with self.web.database.transaction() as tx:
            known = await faring(tx, now=viewer.now)
            may_read = await viewer.may(tx, Right.WORK, viewer.here)
        words = self.web.templates.words_for(request)
        reader = ChannelReader(words=words, place=self.web.place, now=viewer.now)
        view = channels_view(known, self._channels, reader, may_read=may_read)
        return self.web.templates.render(request, "channels_page.html", view=view, form=form)


def _mail_pages(keeper: _Keeper) -> APIRouter:
    router, web = page_router("/mails"), keeper.web
    looking = Annotated[Viewer, Depends(viewing(Right.ADMINISTER, Right.WORK))]
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.post("/{number}/take")
    async def take_mail(request: Request, number: int, viewer: working) -> Response:
        await keeper.must(viewer, Right.WORK)
        try:
            await workflows.take_after_all(
                web.database, keeper.counter, number, principal=viewer.principal, now=viewer.now
            )
        except Rejection as no:
            return await keeper.render(
                request, viewer, FormData.blank().refused(WHOLE_FORM, no)
            )
        return see_other(PAGE, "flash.channels.taken")

    @router.post("/{number}/drop")
    async def drop_mail(
        request: Request, number: int, *, viewer: looking, form: Form
    ) -> Response:
        await keeper.must(viewer)
        try:
            async with web.database.transaction() as tx:
                await workflows.drop(
                    tx, number, why=form.text("why"), principal=viewer.principal, now=viewer.now
                )
        except (ReasonTooShort, ReasonTooLong) as no:
            return await keeper.render(request, viewer, form.refused(f"why-{number}", no))
        return see_other(PAGE, "flash.channels.dropped")

    @router.get("/{number}/original")
    async def mail_kept(number: int, viewer: working) -> Response:
        await keeper.must(viewer, Right.WORK)
        async with web.database.transaction() as tx:
            record = await workflows.open_original(tx, number, principal=viewer.principal)
        headers = {
            "Content-Disposition": f'attachment; filename="thu-{number}.eml"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        content = await workflows.original_of(keeper.counter, record)
        return Response(content, media_type="message/rfc822", headers=headers)

    return router
