"""Letters: what waits for a reason or a signature, one letter as paper, and its files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.intake.letters import queries
from services.intake.letters.domain import letters as rules
from services.intake.letters.domain.letter_content import Recipient
from services.intake.letters.domain.letterheads import LetterheadMissing
from services.intake.letters.domain.letters import DeliveryMethod, Letter
from services.intake.letters.views.letters import VIEWS, letter_view, letters_view, opened_for
from services.intake.letters.workflows import letters as workflows
from services.intake.letters.workflows.letter_papers import paper_of
from services.intake.letters.workflows.letters import Clerk
from services.intake.letters.workflows.promises import Moment
from services.intake.org.pages import tried
from services.intake.org.queries.units import names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.views import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.papers.docx import DOCX, as_docx
from shared.portal.papers.paper import Paper
from shared.portal.papers.pdf import PDF, as_pdf
from shared.portal.web_context import WebContext

Form = Annotated[FormData, Depends(form_data_of)]
MOST_PAGES = 10_000
WRITERS = (Right.WORK, Right.REVIEW)
FIELD_OF: dict[type[Rejection], str] = {
    rules.ReasonMissing: "reason",
    rules.ReasonTooLong: "reason",
    rules.NewDayMissing: "new_on",
    rules.NewDayTooEarly: "new_on",
    rules.SignerPrepared: WHOLE_FORM,
    rules.LetterChangedMeanwhile: WHOLE_FORM,
    LetterheadMissing: WHOLE_FORM,
}
MOST_VERSION_DIGITS = 9
Do = Callable[[Transaction, UUID, Clerk], Awaitable[object]]
Make = Callable[[FormReader], Do]


def letter_pages(web: WebContext) -> APIRouter:
    """The list and one letter."""
    router = web.router("/letters")
    reading = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("")
    async def letters_page(
        request: Request, viewer: reading, *, view: str = "waiting", page: int = 0
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        chosen = view if view in VIEWS else "waiting"
        nth = min(max(page, 0), MOST_PAGES)
        async with web.database.transaction() as tx:
            shown = await queries.letters_shown(
                tx,
                viewer,
                states=VIEWS[chosen],
                silent=chosen == "silent",
                page=nth,
            )
            codes = {one.unit for one in shown.letters} | shown.silent.keys()
            names = await names_of(tx, codes, viewer.today)
        whole = letters_view(
            shown, chosen, page=nth, today=viewer.today, names=names, words=words
        )
        whole = opened_for(
            whole,
            may_thank=viewer.principal.has(Right.WORK),
            may_set=viewer.principal.has(Right.DECIDE),
        )
        return web.templates.render(request, "letters_page.html", view=whole)

    @router.get("/{letter_id:uuid}")
    async def letter_page(request: Request, letter_id: UUID, viewer: reading) -> HTMLResponse:
        return await _drawn(web, request, letter_id, viewer=viewer)

    @router.get("/{letter_id:uuid}/letter.pdf")
    async def letter_pdf(letter_id: UUID, viewer: reading) -> Response:
        paper, at, name = await _printed(web, letter_id, viewer)
        return _file(await asyncio.to_thread(as_pdf, paper, at=at), PDF, f"{name}.pdf")

    @router.get("/{letter_id:uuid}/letter.docx")
    async def letter_docx(letter_id: UUID, viewer: reading) -> Response:
        paper, at, name = await _printed(web, letter_id, viewer)
        return _file(await asyncio.to_thread(as_docx, paper, at=at), DOCX, f"{name}.docx")

    return router


def letter_step_pages(web: WebContext) -> APIRouter:
    """What officers do with a letter: one form each, and back to the letter."""
    router = web.router("/letters/{letter_id:uuid}")
    for verb, step in STEPS.items():
        router.add_api_route(f"/{verb}", _form_of(web, step), methods=["POST"])
    return router


def _form_of(web: WebContext, step: "_Step") -> Callable[..., object]:
    entitled = Annotated[Viewer, Depends(viewing(web, *step.rights))]

    async def take_step(
        request: Request, letter_id: UUID, viewer: entitled, *, form: Form
    ) -> Response:
        fields = FormReader(form)
        act = step.make(fields)
        at = Moment(place=web.place, now=viewer.now)
        clerk = Clerk(principal=viewer.principal, at=at, version=_version(form))

        async def done(tx: Transaction) -> None:
            await queries.must_hold(tx, letter_id, viewer, *step.rights)
            await act(tx, letter_id, clerk)

        refused = await tried(web, fields.form, done, fields=FIELD_OF)
        if refused.is_refused:
            return await _drawn(web, request, letter_id, viewer=viewer, form=refused)
        return see_other(f"/letters/{letter_id}", step.said)

    return take_step


def _preparing(fields: FormReader) -> Do:
    reason = fields.text("reason", most=rules.MOST_REASON_CHARS)
    new_on = fields.day_or_none("new_on")
    recipient = Recipient(
        full_name=fields.text("full_name", most=200, may_be_empty=True),
        address=fields.text("address", most=300, may_be_empty=True),
        email=fields.text("email", most=254, may_be_empty=True),
    )

    async def prepare(tx: Transaction, letter: UUID, clerk: Clerk) -> None:
        held = await workflows.prepare_letter(tx, letter, clerk, reason=reason, new_on=new_on)
        if recipient != await queries.recipient_of(tx, held):
            await workflows.address_letter(tx, held, clerk, recipient=recipient)

    return prepare


def _delivering(fields: FormReader) -> Do:
    way = fields.one_of(
        "way", [DeliveryMethod.PRINT.value, DeliveryMethod.IN_PERSON.value], may_be_empty=True
    )
    return partial(workflows.deliver_letter, way=DeliveryMethod(way or DeliveryMethod.PRINT))


def _withdrawing(fields: FormReader) -> Do:
    return partial(workflows.withdraw_thanks, why=fields.text("why", most=500))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step with a letter: who may take it, what it does, what is said then."""

    rights: tuple[Right, ...]
    make: Make
    said: str


def _reviewing(_reading: FormReader) -> Do:
    return workflows.review_letter


def _signing(_reading: FormReader) -> Do:
    return workflows.sign_letter


STEPS = {
    "prepare": _Step(WRITERS, _preparing, "flash.letters.prepare"),
    "review": _Step((Right.REVIEW,), _reviewing, "flash.letters.review"),
    "sign": _Step((Right.DECIDE,), _signing, "flash.letters.sign"),
    "deliver": _Step(WRITERS, _delivering, "flash.letters.deliver"),
    "withdraw": _Step(WRITERS, _withdrawing, "flash.letters.withdraw"),
}


def _version(form: FormData) -> int | None:
    told = form.text("version")
    is_number = told.isascii() and told.isdecimal() and len(told) < MOST_VERSION_DIGITS
    return int(told) if is_number else None


async def _drawn(
    web: WebContext,
    request: Request,
    letter_id: UUID,
    *,
    viewer: Viewer,
    form: FormData | None = None,
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        shown = await queries.letter_shown(tx, letter_id, viewer, place=web.place)
    letter = shown.letter
    blank = FormData.blank(
        reason=letter.reason,
        new_on=letter.new_on,
        full_name=shown.recipient.full_name,
        address=shown.recipient.address,
        email=shown.recipient.email,
        why="",
    )
    view = letter_view(shown, today=viewer.today, zone=web.place.time_zone, words=words)
    filled = FormData({**blank.values, **form.values}, {}, form.refusals) if form else blank
    return web.templates.render(request, "letter_page.html", view=view, form=filled)


async def _printed(
    web: WebContext, letter_id: UUID, viewer: Viewer
) -> tuple[Paper, datetime, str]:
    async with web.database.transaction() as tx:
        shown = await queries.letter_shown(tx, letter_id, viewer, place=web.place)
    letter = shown.letter
    if shown.content is None:
        raise LetterheadMissing
    zone = web.place.time_zone
    paper = paper_of(shown.content, letter.issue, symbol=shown.symbol, zone=zone)
    return paper, queries.signed_at(letter, viewer.now), _file_name(letter)


def _file_name(letter: Letter) -> str:
    number = f"{letter.issue.number:02}-{letter.issue.year}" if letter.issue else "du-thao"
    kind = "thu-xin-loi" if letter.kind is rules.LetterKind.APOLOGY else "thu-cam-on"
    return f"{kind}-{number}"


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
