"""Channels, as those who keep them see them: how each fares, what waits, what was lost."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.channels.queries import faring
from services.intake.channels.scenes import Reader, channels_scene
from services.intake.channels.workflows import mail_keeping as workflows
from services.intake.channels.workflows.mail_taking import Counter
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

PAGE = "/channels"
Form = Annotated[Typed, Depends(typed_in)]


def channel_pages(desk: Desk, files: Attachments, channels: Channels) -> APIRouter:
    """The page of channels, and what is done with what waits there."""
    router = desk.router(PAGE)
    looking = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER, Right.WORK))]
    keeper = _Keeper(desk, files, channels)
    router.include_router(_mail_pages(keeper))

    @router.get("")
    async def channels_page(request: Request, viewer: looking) -> Response:
        return await keeper.draw(request, viewer, Typed.blank())

    @router.post("/notices/{notice_id}/retry")
    async def retry_notice(notice_id: UUID, viewer: looking) -> Response:
        async with desk.database.transaction() as tx:
            await keeper.must(viewer)
            await workflows.tell_once_more(tx, notice_id, asker=viewer.asker, now=viewer.now)
        return see_other(PAGE, "said.channels.retried")

    return router


class _Keeper:
    """Draws the page of channels, and knows who may do what there."""

    def __init__(self, desk: Desk, files: Attachments, channels: Channels) -> None:
        self.desk, self._channels = desk, channels
        address = channels.sender.address
        self.counter = Counter(place=desk.place, address=address, files=files)

    async def must(self, viewer: Viewer, *rights: Right) -> None:
        """Pass whoever holds one of the rights here; any who may look, if none is named."""
        wanted = rights or (Right.ADMINISTER, Right.WORK)
        async with self.desk.database.transaction() as tx:
            if not any([await viewer.may(tx, right, viewer.here) for right in wanted]):
                await viewer.must(tx, wanted[0], viewer.here)

    async def draw(self, request: Request, viewer: Viewer, typed: Typed) -> Response:
        """The page as it stands."""
        await self.must(viewer)
        async with self.desk.database.transaction() as tx:
            known = await faring(tx, now=viewer.now)
            may_read = await viewer.may(tx, Right.WORK, viewer.here)
        words = self.desk.easel.words_for(request)
        reader = Reader(words=words, place=self.desk.place, now=viewer.now)
        scene = channels_scene(known, self._channels, reader, may_read=may_read)
        return self.desk.easel.draw(request, "channels_page.html", scene=scene, typed=typed)


def _mail_pages(keeper: _Keeper) -> APIRouter:
    router, desk = keeper.desk.router("/mails"), keeper.desk
    looking = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER, Right.WORK))]
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/{number}/take")
    async def take_mail(request: Request, number: int, viewer: working) -> Response:
        await keeper.must(viewer, Right.WORK)
        try:
            await workflows.take_after_all(
                desk.database, keeper.counter, number, asker=viewer.asker, now=viewer.now
            )
        except Rejection as no:
            return await keeper.draw(request, viewer, Typed.blank().refused(WHOLE_FORM, no))
        return see_other(PAGE, "said.channels.taken")

    @router.post("/{number}/drop")
    async def drop_mail(
        request: Request, number: int, *, viewer: looking, typed: Form
    ) -> Response:
        await keeper.must(viewer)
        try:
            async with desk.database.transaction() as tx:
                await workflows.drop(
                    tx, number, why=typed.text("why"), asker=viewer.asker, now=viewer.now
                )
        except (ReasonTooShort, ReasonTooLong) as no:
            return await keeper.draw(request, viewer, typed.refused(f"why-{number}", no))
        return see_other(PAGE, "said.channels.dropped")

    @router.get("/{number}/original")
    async def mail_kept(number: int, viewer: working) -> Response:
        await keeper.must(viewer, Right.WORK)
        async with desk.database.transaction() as tx:
            record = await workflows.open_original(tx, number, asker=viewer.asker)
        headers = {
            "Content-Disposition": f'attachment; filename="thu-{number}.eml"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        content = await workflows.original_of(keeper.counter, record)
        return Response(content, media_type="message/rfc822", headers=headers)

    return router
