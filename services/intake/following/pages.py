"""Pages of a code: where it stands, and what its holder answers."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.appeals.workflows.appeals import file_appeal
from services.intake.cases.domain.case_steps import RatingOutOfRange
from services.intake.cases.domain.cases import FeedbackUnknown
from services.intake.cases.domain.tracking import (
    TrackingCodeUnreadable,
    TrackingNumber,
    number_in,
    tracking_code,
)
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.workflows import citizens
from services.intake.following import queries, workflows
from services.intake.following.scenes import following as scenes
from services.intake.sending.pages.letterbox import KEPT_NOWHERE, kept_nowhere
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.pictures import MEDIA_TYPE
from shared.kernel.rejection import Rejection
from shared.portal.desk import Desk
from shared.portal.languages import Language
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in
from shared.portal.words import words_in

WRONG_CODES = (FeedbackUnknown, TrackingCodeUnreadable)
RATINGS = ("1", "2", "3", "4", "5")


class Window:
    """Draws the page of a code, also where an answer was refused."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def look(self, request: Request, code: str, typed: Typed | None = None) -> Response:
        """The page of a code."""
        number, now = number_in(code), datetime.now(UTC)
        place, words = self.desk.place, self.desk.easel.words_for(request)
        try:
            async with self.desk.database.transaction() as tx:
                told = await queries.followed(tx, number, place=place, day=place.day_of(now))
        except FeedbackUnknown:
            return await self._passed_on(request, number)
        scene = scenes.follow_scene(
            told,
            tracking_code(number, place.code),
            today=place.day_of(now),
            zone=place.time_zone,
            words=words,
        )
        typed = typed or Typed.blank()
        page = self.desk.easel.draw(request, "follow_page.html", scene=scene, typed=typed)
        return kept_nowhere(page)

    async def find(self, request: Request, typed: Typed) -> Response:
        """From a typed code to its page."""
        try:
            number = number_in(typed.text("code"))
            async with self.desk.database.transaction() as tx:
                await queries.refuse_unknown(tx, number)
        except WRONG_CODES as no:
            refused = typed.refused("code", no)
            return self.desk.easel.draw(request, "follow_form.html", typed=refused)
        return see_other(self.at(number))

    async def _passed_on(self, request: Request, number: TrackingNumber) -> Response:
        """The page of a code that passed here on its way to another node."""
        day = self.desk.place.day_of(datetime.now(UTC))
        async with self.desk.database.transaction() as tx:
            way = await queries.refuse_unknown(tx, number)
            assert way is not None
            name = await queries.unit_called(tx, way.unit, day=day)
        words = self.desk.easel.words_for(request)
        code = tracking_code(number, self.desk.place.code)
        told = scenes.elsewhere(way, name, words)
        page = self.desk.easel.draw(request, "follow_elsewhere.html", code=code, told=told)
        return kept_nowhere(page)

    def at(self, number: TrackingNumber) -> str:
        """The address of a code."""
        return f"/follow/{tracking_code(number, self.desk.place.code)}"


def following_pages(desk: Desk, files: Attachments) -> APIRouter:
    """The code, its page, and what its holder may say."""
    router = desk.router()
    window = Window(desk)
    for part in (_looking, _answering, _appealing, _telling):
        router.include_router(part(desk, window))
    router.include_router(_photos(desk, files))
    return router


def _looking(desk: Desk, window: Window) -> APIRouter:
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.get("/follow", dependencies=anyone)
    async def follow_form(request: Request) -> Response:
        return desk.easel.draw(request, "follow_form.html", typed=Typed.blank())

    @router.post("/follow", dependencies=anyone)
    async def code_sought(request: Request, typed: sent) -> Response:
        return await window.find(request, typed)

    @router.get("/follow/{code}", dependencies=anyone)
    async def follow_page(request: Request, code: str) -> Response:
        return await window.look(request, code)

    return router


def _answering(desk: Desk, window: Window) -> APIRouter:
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/follow/{code}/confirm", dependencies=anyone)
    async def confirmed(code: str) -> Response:
        number = number_in(code)
        async with desk.database.transaction() as tx:
            await citizens.confirm(tx, number, place=desk.place, now=datetime.now(UTC))
        return see_other(window.at(number), "said.follow.confirmed")

    @router.post("/follow/{code}/contest", dependencies=anyone)
    async def contested(request: Request, code: str, typed: sent) -> Response:
        number, reading = number_in(code), Reading(typed)
        why = reading.one_of("contest", scenes.CONTESTS)
        words = reading.text("why", most=3800, may_be_empty=True)
        if reading.typed.is_refused:
            return await window.look(request, code, reading.typed)
        async with desk.database.transaction() as tx:
            await citizens.contest(
                tx, number, words=_said(why, words), place=desk.place, now=datetime.now(UTC)
            )
        return see_other(window.at(number), "said.follow.reopened")

    @router.post("/follow/{code}/rating", dependencies=anyone)
    async def rated(code: str, typed: sent) -> Response:
        number, rating = number_in(code), typed.text("rating")
        if rating not in RATINGS:
            raise RatingOutOfRange
        async with desk.database.transaction() as tx:
            await citizens.rate(
                tx, number, rating=int(rating), place=desk.place, now=datetime.now(UTC)
            )
        return see_other(window.at(number), "said.follow.rated")

    return router


def _appealing(desk: Desk, window: Window) -> APIRouter:
    router = desk.router()
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/follow/{code}/appeal", dependencies=[Depends(desk.access.anyone)])
    async def appealed(request: Request, code: str, typed: sent) -> Response:
        number, now = number_in(code), datetime.now(UTC)
        try:
            async with desk.database.transaction() as tx:
                words = typed.text("appeal")
                await file_appeal(tx, number, words=words, place=desk.place, now=now)
        except Rejection as no:
            return await window.look(request, code, typed.refused("appeal", no))
        return see_other(window.at(number), "said.follow.appealed")

    return router


def _telling(desk: Desk, window: Window) -> APIRouter:
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/follow/{code}/words", dependencies=anyone)
    async def said_more(request: Request, code: str, typed: sent) -> Response:
        number, reading = number_in(code), Reading(typed)
        words = reading.made("words", accepted_text)
        if words is None:
            return await window.look(request, code, reading.typed)
        async with desk.database.transaction() as tx:
            await workflows.say_more(tx, number, words=words, now=datetime.now(UTC))
        return see_other(window.at(number), "said.follow.added")

    @router.post("/follow/{code}/contact", dependencies=anyone)
    async def contact_changed(request: Request, code: str, typed: sent) -> Response:
        number = number_in(code)
        try:
            async with desk.database.transaction() as tx:
                await workflows.change_contact(
                    tx, number, phone=typed.text("phone"), email=typed.text("email")
                )
        except Rejection as no:
            return await window.look(request, code, typed.refused(_field_of(no), no))
        return see_other(window.at(number), "said.follow.contact")

    @router.post("/follow/{code}/news", dependencies=anyone)
    async def news_chosen(code: str, typed: sent) -> Response:
        number, is_wanted = number_in(code), typed.text("wanted") == "yes"
        async with desk.database.transaction() as tx:
            now = datetime.now(UTC)
            await workflows.set_news(tx, number, is_wanted=is_wanted, now=now)
        said = "said.follow.again" if is_wanted else "said.follow.stopped"
        return see_other(window.at(number), said)

    return router


def _photos(desk: Desk, files: Attachments) -> APIRouter:
    router = desk.router()

    @router.get("/follow/{code}/photos/{photo_id}", dependencies=[Depends(desk.access.anyone)])
    async def followed_photo(code: str, photo_id: UUID) -> Response:
        async with desk.database.transaction() as tx:
            day = desk.place.day_of(datetime.now(UTC))
            photo = await queries.photo_followed(
                tx, number_in(code), photo_id, place=desk.place, day=day
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
