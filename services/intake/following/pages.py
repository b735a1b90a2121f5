"""Pages of a code: where it stands, and what its holder answers."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.appeals.workflows import file_appeal
from services.intake.cases.domain.cases import FeedbackUnknown
from services.intake.cases.domain.steps import RatingOutOfRange
from services.intake.cases.domain.tracking import (
    TrackingCodeUnreadable,
    TrackingNumber,
    number_in,
    tracking_code,
)
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.workflows import citizens
from services.intake.following import queries, views, workflows
from services.intake.sending.pages import KEPT_NOWHERE, kept_nowhere
from shared.chassis.access import to_anyone
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.pictures import MEDIA_TYPE
from shared.kernel.rejection import Rejection
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.languages import Language
from shared.portal.web_context import WebContext, page_router
from shared.portal.words import words_in

WRONG_CODES = (FeedbackUnknown, TrackingCodeUnreadable)
RATINGS = ("1", "2", "3", "4", "5")


class Window:
    """Draws the page of a code, also where an answer was refused."""

    def __init__(self, web: WebContext) -> None:
        self.web = web

    async def look(self, request: Request, code: str, form: FormData | None = None) -> Response:
        """The page of a code."""
        number, now = number_in(code), datetime.now(UTC)
        place, words = self.web.place, self.web.templates.words_for(request)
        try:
            async with self.web.database.transaction() as tx:
                told = await queries.followed(tx, number, place=place, day=place.day_of(now))
        except FeedbackUnknown:
            return await self._passed_on(request, number)
        view = views.follow_view(
            told,
            tracking_code(number, place.code),
            today=place.day_of(now),
            zone=place.time_zone,
            words=words,
        )
        form = form or FormData.blank()
        page = self.web.templates.render(request, "follow_page.html", view=view, form=form)
        return kept_nowhere(page)

    async def find(self, request: Request, form: FormData) -> Response:
        """From a typed code to its page."""
        try:
            number = number_in(form.text("code"))
            async with self.web.database.transaction() as tx:
                await queries.refuse_unknown(tx, number)
        except WRONG_CODES as no:
            refused = form.refused("code", no)
            return self.web.templates.render(request, "follow_form.html", form=refused)
        return see_other(self.at(number))

    async def _passed_on(self, request: Request, number: TrackingNumber) -> Response:
        """The page of a code that passed here on its way to another node."""
        day = self.web.place.day_of(datetime.now(UTC))
        async with self.web.database.transaction() as tx:
            way = await queries.refuse_unknown(tx, number)
            assert way is not None
            name = await queries.unit_called(tx, way.unit, day=day)
        words = self.web.templates.words_for(request)
        code = tracking_code(number, self.web.place.code)
        told = views.elsewhere(way, name, words)
        page = self.web.templates.render(request, "follow_elsewhere.html", code=code, told=told)
        return kept_nowhere(page)

    def at(self, number: TrackingNumber) -> str:
        """The address of a code."""
        return f"/follow/{tracking_code(number, self.web.place.code)}"


def following_pages(web: WebContext, files: Attachments) -> APIRouter:
    """The code, its page, and what its holder may say."""
    router = page_router()
    window = Window(web)
    for part in (_looking, _answering, _appealing, _telling):
        router.include_router(part(web, window))
    router.include_router(_photos(web, files))
    return router


def _looking(web: WebContext, window: Window) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.get("/follow", dependencies=everybody)
    async def follow_form(request: Request) -> Response:
        return web.templates.render(request, "follow_form.html", form=FormData.blank())

    @router.post("/follow", dependencies=everybody)
    async def code_sought(request: Request, form: sent) -> Response:
        return await window.find(request, form)

    @router.get("/follow/{code}", dependencies=everybody)
    async def follow_page(request: Request, code: str) -> Response:
        return await window.look(request, code)

    return router


def _answering(web: WebContext, window: Window) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/follow/{code}/confirm", dependencies=everybody)
    async def confirmed(code: str) -> Response:
        number = number_in(code)
        async with web.database.transaction() as tx:
            await citizens.confirm(tx, number, place=web.place, now=datetime.now(UTC))
        return see_other(window.at(number), "flash.follow.confirmed")

    @router.post("/follow/{code}/contest", dependencies=everybody)
    async def contested(request: Request, code: str, form: sent) -> Response:
        number, reading = number_in(code), FormReader(form)
        why = reading.one_of("contest", views.CONTESTS)
        words = reading.text("why", most=3800, may_be_empty=True)
        if reading.form.is_refused:
            return await window.look(request, code, reading.form)
        async with web.database.transaction() as tx:
            await citizens.contest(
                tx, number, words=_said(why, words), place=web.place, now=datetime.now(UTC)
            )
        return see_other(window.at(number), "flash.follow.reopened")

    @router.post("/follow/{code}/rating", dependencies=everybody)
    async def rated(code: str, form: sent) -> Response:
        number, rating = number_in(code), form.text("rating")
        if rating not in RATINGS:
            raise RatingOutOfRange
        async with web.database.transaction() as tx:
            await citizens.rate(
                tx, number, rating=int(rating), place=web.place, now=datetime.now(UTC)
            )
        return see_other(window.at(number), "flash.follow.rated")

    return router


def _appealing(web: WebContext, window: Window) -> APIRouter:
    router = page_router()
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/follow/{code}/appeal", dependencies=[to_anyone])
    async def appealed(request: Request, code: str, form: sent) -> Response:
        number, now = number_in(code), datetime.now(UTC)
        try:
            async with web.database.transaction() as tx:
                words = form.text("appeal")
                await file_appeal(tx, number, words=words, place=web.place, now=now)
        except Rejection as no:
            return await window.look(request, code, form.refused("appeal", no))
        return see_other(window.at(number), "flash.follow.appealed")

    return router


def _telling(web: WebContext, window: Window) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/follow/{code}/words", dependencies=everybody)
    async def said_more(request: Request, code: str, form: sent) -> Response:
        number, reading = number_in(code), FormReader(form)
        words = reading.made("words", accepted_text)
        if words is None:
            return await window.look(request, code, reading.form)
        async with web.database.transaction() as tx:
            await workflows.say_more(tx, number, words=words, now=datetime.now(UTC))
        return see_other(window.at(number), "flash.follow.added")

    @router.post("/follow/{code}/contact", dependencies=everybody)
    async def contact_changed(request: Request, code: str, form: sent) -> Response:
        number = number_in(code)
        try:
            async with web.database.transaction() as tx:
                await workflows.change_contact(
                    tx, number, phone=form.text("phone"), email=form.text("email")
                )
        except Rejection as no:
            return await window.look(request, code, form.refused(_field_of(no), no))
        return see_other(window.at(number), "flash.follow.contact")

    @router.post("/follow/{code}/news", dependencies=everybody)
    async def news_chosen(code: str, form: sent) -> Response:
        number, is_wanted = number_in(code), form.text("wanted") == "yes"
        async with web.database.transaction() as tx:
            now = datetime.now(UTC)
            await workflows.set_news(tx, number, is_wanted=is_wanted, now=now)
        said = "flash.follow.again" if is_wanted else "flash.follow.stopped"
        return see_other(window.at(number), said)

    return router


def _photos(web: WebContext, files: Attachments) -> APIRouter:
    router = page_router()

    @router.get("/follow/{code}/photos/{photo_id}", dependencies=[to_anyone])
    async def followed_photo(code: str, photo_id: UUID) -> Response:
        async with web.database.transaction() as tx:
            day = web.place.day_of(datetime.now(UTC))
            photo = await queries.photo_followed(
                tx, number_in(code), photo_id, place=web.place, day=day
            )
        content = await files.content_of(Digest(photo.covered or photo.shown))
        headers = {**KEPT_NOWHERE, "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    return router


def _said(why: str, words: str) -> str:
    """What staff read, in their language: the reason chosen, then the citizen's own words."""
    reason = words_in(Language.VI)(f"following.contest.{why}")
    return f"{reason}. {words}".strip() if words else f"{reason}."


def _field_of(no: Rejection) -> str:
    return {"PhoneUnusable": "phone", "EmailUnusable": "email", "ContactEmpty": "phone"}.get(
        type(no).__name__, WHOLE_FORM
    )
