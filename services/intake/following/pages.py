"""Pages of a code: where it stands, and what its holder answers."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.appeals.workflows import file_appeal
from services.intake.cases.domain.cases import FeedbackUnknown
from services.intake.cases.domain.messages import EmailUnusable, PhoneUnreadable
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
from services.intake.following.workflows import ContactEmpty
from services.intake.org.web import Web
from services.intake.sending.pages import KEPT_NOWHERE, kept_nowhere
from shared.chassis.access import to_anyone
from shared.chassis.acting import Acting
from shared.chassis.attachments import Digest
from shared.chassis.pictures import MEDIA_TYPE
from shared.kernel.rejection import Rejection
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.languages import Language
from shared.portal.web_context import page_router
from shared.portal.words import words_in

WRONG_CODES = (FeedbackUnknown, TrackingCodeUnreadable)
RATINGS = ("1", "2", "3", "4", "5")
CONTACT_FIELDS: dict[type[Rejection], str] = {
    PhoneUnreadable: "phone",
    EmailUnusable: "email",
    ContactEmpty: "phone",
}


Form = Annotated[FormData, Depends(form_data_of)]

following_pages = page_router("/follow", dependencies=[to_anyone])


@following_pages.get("")
async def follow_form(web: Web, request: Request) -> Response:
    return web.templates.render(request, "follow_form.html", form=FormData.blank())


@following_pages.post("")
async def find_code(web: Web, request: Request, form: Form) -> Response:
    try:
        number = number_in(form.text("code"))
        async with web.database.transaction() as tx:
            await queries.refuse_unknown(tx, number)
    except WRONG_CODES as no:
        refused = form.refused("code", no)
        return web.templates.render(request, "follow_form.html", form=refused)
    return _see(web, number)


@following_pages.get("/{code}")
async def follow_page(web: Web, request: Request, code: str) -> Response:
    return await _draw(web, request, code)


@following_pages.post("/{code}/confirm")
async def confirm_done(web: Web, code: str) -> Response:
    number = number_in(code)
    async with web.database.transaction() as tx:
        await citizens.confirm(tx, number, place=web.place, now=datetime.now(UTC))
    return _see(web, number, "flash.follow.confirmed")


@following_pages.post("/{code}/contest")
async def contest(web: Web, request: Request, code: str, form: Form) -> Response:
    number, now, fields = number_in(code), datetime.now(UTC), FormReader(form)
    reason = fields.one_of("contest", views.CONTESTS)
    words = fields.text("why", most=3800, may_be_empty=True)
    if fields.form.is_refused:
        return await _draw(web, request, code, fields.form)
    said = _contest_words(reason, words)
    async with web.database.transaction() as tx:
        await citizens.contest(tx, number, words=said, place=web.place, now=now)
    return _see(web, number, "flash.follow.reopened")


@following_pages.post("/{code}/rating")
async def rate(web: Web, code: str, form: Form) -> Response:
    number, rating, now = number_in(code), form.text("rating"), datetime.now(UTC)
    if rating not in RATINGS:
        raise RatingOutOfRange
    async with web.database.transaction() as tx:
        await citizens.rate(tx, number, rating=int(rating), place=web.place, now=now)
    return _see(web, number, "flash.follow.rated")


@following_pages.post("/{code}/appeal")
async def appeal(web: Web, request: Request, code: str, form: Form) -> Response:
    number, acting = number_in(code), Acting(place=web.place, now=datetime.now(UTC))
    try:
        async with web.database.transaction() as tx:
            await file_appeal(tx, number, acting, words=form.text("appeal"))
    except Rejection as no:
        return await _draw(web, request, code, form.refused("appeal", no))
    return _see(web, number, "flash.follow.appealed")


@following_pages.post("/{code}/words")
async def say_more(web: Web, request: Request, code: str, form: Form) -> Response:
    number, fields = number_in(code), FormReader(form)
    words = fields.made("words", accepted_text)
    if words is None:
        return await _draw(web, request, code, fields.form)
    async with web.database.transaction() as tx:
        await workflows.say_more(tx, number, words=words, now=datetime.now(UTC))
    return _see(web, number, "flash.follow.added")


@following_pages.post("/{code}/contact")
async def change_contact(web: Web, request: Request, code: str, form: Form) -> Response:
    number, phone, email = number_in(code), form.text("phone"), form.text("email")
    try:
        async with web.database.transaction() as tx:
            await workflows.change_contact(tx, number, phone=phone, email=email)
    except Rejection as no:
        field = CONTACT_FIELDS.get(type(no), WHOLE_FORM)
        return await _draw(web, request, code, form.refused(field, no))
    return _see(web, number, "flash.follow.contact")


@following_pages.post("/{code}/news")
async def choose_news(web: Web, code: str, form: Form) -> Response:
    number, is_wanted = number_in(code), form.text("wanted") == "yes"
    async with web.database.transaction() as tx:
        await workflows.set_news(tx, number, is_wanted=is_wanted, now=datetime.now(UTC))
    return _see(web, number, "flash.follow.again" if is_wanted else "flash.follow.stopped")


@following_pages.get("/{code}/photos/{photo_id}")
async def followed_photo(web: Web, code: str, photo_id: UUID) -> Response:
    number, acting = number_in(code), Acting(place=web.place, now=datetime.now(UTC))
    async with web.database.transaction() as tx:
        photo = await queries.photo_followed(tx, number, photo_id, acting)
    content = await web.files.content_of(Digest(photo.covered or photo.shown))
    headers = {**KEPT_NOWHERE, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


async def _draw(
    web: Web, request: Request, code: str, form: FormData | None = None
) -> Response:
    number, acting = number_in(code), Acting(place=web.place, now=datetime.now(UTC))
    words, zone = web.templates.words_for(request), web.place.time_zone
    try:
        async with web.database.transaction() as tx:
            case = await queries.followed(tx, number, acting)
    except FeedbackUnknown:
        return await _draw_elsewhere(web, request, number)
    shown = tracking_code(number, web.place.code)
    view = views.follow_view(case, shown, today=acting.today, zone=zone, words=words)
    form = form or FormData.blank()
    return kept_nowhere(web.templates.render(request, "follow_page.html", view=view, form=form))


async def _draw_elsewhere(web: Web, request: Request, number: TrackingNumber) -> Response:
    """The page of a code that passed here on its way to another node."""
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        whereabouts = await queries.refuse_unknown(tx, number)
        assert whereabouts is not None
        unit = await queries.unit_called(tx, whereabouts.unit, day=day)
    said = views.elsewhere(whereabouts, unit, web.templates.words_for(request))
    code = tracking_code(number, web.place.code)
    page = web.templates.render(request, "follow_elsewhere.html", code=code, told=said)
    return kept_nowhere(page)


def _see(web: Web, number: TrackingNumber, flash: str = "") -> Response:
    return see_other(f"/follow/{tracking_code(number, web.place.code)}", flash)


def _contest_words(reason: str, words: str) -> str:
    """What staff read, in their language: the reason chosen, then the citizen's own words."""
    chosen = words_in(Language.VI)(f"following.contest.{reason}")
    return f"{chosen}. {words}".strip() if words else f"{chosen}."
