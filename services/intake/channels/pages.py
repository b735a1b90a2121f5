"""Channels, as those who keep them see them: how each fares, what waits, what was lost."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.cases.domain.words import ReasonTooLong, ReasonTooShort
from services.intake.channels import workflows
from services.intake.channels.queries import faring
from services.intake.channels.views import ChannelReader, channels_view
from services.intake.org.web import Web
from shared.chassis import access
from shared.chassis.acting import SignedIn
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import page_router

PAGE = "/channels"
AS_A_LETTER = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}

Form = Annotated[FormData, Depends(form_data_of)]
Keeper = Annotated[SignedIn, Depends(access.acting(Right.ADMINISTER, Right.WORK))]
Worker = Annotated[SignedIn, Depends(access.acting(Right.WORK))]

channel_pages = page_router(PAGE)


@channel_pages.post("/mails/{number}/take")
async def take_mail(web: Web, request: Request, number: int, acting: Worker) -> Response:
    async with web.database.transaction() as tx:
        await acting.must(tx, Right.WORK, acting.place.code)
    try:
        await workflows.take_after_all(web.database, web.files, number, acting)
    except Rejection as no:
        return await _draw(web, request, acting, FormData.blank().refused(WHOLE_FORM, no))
    return see_other(PAGE, "flash.channels.taken")


@channel_pages.post("/mails/{number}/drop")
async def drop_mail(
    web: Web, request: Request, number: int, *, acting: Keeper, form: Form
) -> Response:
    try:
        async with web.database.transaction() as tx:
            await _must_keep(tx, acting)
            await workflows.drop(tx, number, acting, why=form.text("why"))
    except (ReasonTooShort, ReasonTooLong) as no:
        return await _draw(web, request, acting, form.refused(f"why-{number}", no))
    return see_other(PAGE, "flash.channels.dropped")


@channel_pages.get("/mails/{number}/original")
async def mail_kept(web: Web, number: int, acting: Worker) -> Response:
    async with web.database.transaction() as tx:
        await acting.must(tx, Right.WORK, acting.place.code)
        record = await workflows.open_original(tx, number, acting)
    content = await workflows.original_of(web.files, record)
    name = {"Content-Disposition": f'attachment; filename="thu-{number}.eml"'}
    return Response(content, media_type="message/rfc822", headers=name | AS_A_LETTER)


@channel_pages.get("")
async def channels_page(web: Web, request: Request, acting: Keeper) -> Response:
    return await _draw(web, request, acting, FormData.blank())


@channel_pages.post("/notices/{notice_id}/retry")
async def retry_notice(web: Web, notice_id: UUID, acting: Keeper) -> Response:
    async with web.database.transaction() as tx:
        await _must_keep(tx, acting)
        await workflows.retry_notice(tx, notice_id, acting)
    return see_other(PAGE, "flash.channels.retried")


async def _must_keep(tx: Transaction, acting: SignedIn) -> None:
    """Pass whoever works here or administers this place."""
    if not await acting.may(tx, Right.WORK, acting.place.code):
        await acting.must(tx, Right.ADMINISTER, acting.place.code)


async def _draw(web: Web, request: Request, acting: SignedIn, form: FormData) -> Response:
    async with web.database.transaction() as tx:
        await _must_keep(tx, acting)
        known = await faring(tx, now=acting.now)
        may_read = await acting.may(tx, Right.WORK, acting.place.code)
    words = web.templates.words_for(request)
    reader = ChannelReader(words=words, place=web.place, now=acting.now)
    view = channels_view(known, web.channels, reader, may_read=may_read)
    return web.templates.render(request, "channels_page.html", view=view, form=form)
