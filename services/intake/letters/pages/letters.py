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
from services.intake.letters.domain.letters import Letter, Way
from services.intake.letters.scenes.letters import (
    VIEWS,
    letter_scene,
    letters_scene,
    opened_for,
)
from services.intake.letters.workflows import letters as workflows
from services.intake.letters.workflows.letter_papers import paper_of
from services.intake.letters.workflows.letters import Clerk
from services.intake.letters.workflows.promises import Moment
from services.intake.org.pages import tried
from services.intake.org.queries.units import names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.papers.docx import DOCX, as_docx
from shared.portal.papers.paper import Paper
from shared.portal.papers.pdf import PDF, as_pdf
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
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
Make = Callable[[Reading], Do]


def letter_pages(desk: Desk) -> APIRouter:
    """The list and one letter."""
    router = desk.router("/letters")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("")
    async def letters_page(
        request: Request, viewer: reading, *, view: str = "waiting", page: int = 0
    ) -> HTMLResponse:
        words = desk.easel.words_for(request)
        shown_view = view if view in VIEWS else "waiting"
        nth = min(max(page, 0), MOST_PAGES)
        async with desk.database.transaction() as tx:
            shown = await queries.letters_shown(
                tx,
                viewer,
                states=VIEWS[shown_view],
                silent=shown_view == "silent",
                page=nth,
            )
            codes = {one.unit for one in shown.letters} | shown.silent.keys()
            names = await names_of(tx, codes, viewer.today)
        scene = letters_scene(
            shown, shown_view, page=nth, today=viewer.today, names=names, words=words
        )
        scene = opened_for(
            scene,
            may_thank=viewer.asker.has(Right.WORK),
            may_set=viewer.asker.has(Right.DECIDE),
        )
        return desk.easel.draw(request, "letters_page.html", scene=scene)

    @router.get("/{letter_id:uuid}")
    async def letter_page(request: Request, letter_id: UUID, viewer: reading) -> HTMLResponse:
        return await _drawn(desk, request, letter_id, viewer=viewer)

    @router.get("/{letter_id:uuid}/letter.pdf")
    async def letter_pdf(letter_id: UUID, viewer: reading) -> Response:
        paper, at, name = await _printed(desk, letter_id, viewer)
        return _file(await asyncio.to_thread(as_pdf, paper, at=at), PDF, f"{name}.pdf")

    @router.get("/{letter_id:uuid}/letter.docx")
    async def letter_docx(letter_id: UUID, viewer: reading) -> Response:
        paper, at, name = await _printed(desk, letter_id, viewer)
        return _file(await asyncio.to_thread(as_docx, paper, at=at), DOCX, f"{name}.docx")

    return router


def letter_step_pages(desk: Desk) -> APIRouter:
    """What officers do with a letter: one form each, and back to the letter."""
    router = desk.router("/letters/{letter_id:uuid}")
    for verb, step in STEPS.items():
        router.add_api_route(f"/{verb}", _form_of(desk, step), methods=["POST"])
    return router


def _form_of(desk: Desk, step: "_Step") -> Callable[..., object]:
    entitled = Annotated[Viewer, Depends(viewing(desk, *step.rights))]

    async def take_step(
        request: Request, letter_id: UUID, viewer: entitled, *, typed: Form
    ) -> Response:
        reading = Reading(typed)
        act = step.make(reading)
        at = Moment(place=desk.place, now=viewer.now)
        clerk = Clerk(asker=viewer.asker, at=at, version=_version(typed))

        async def done(tx: Transaction) -> None:
            await queries.must_hold(tx, letter_id, viewer, *step.rights)
            await act(tx, letter_id, clerk)

        refused = await tried(desk, reading.typed, done, fields=FIELD_OF)
        if refused.is_refused:
            return await _drawn(desk, request, letter_id, viewer=viewer, typed=refused)
        return see_other(f"/letters/{letter_id}", step.said)

    return take_step


def _preparing(reading: Reading) -> Do:
    reason = reading.text("reason", most=rules.MOST_REASON_CHARS)
    new_on = reading.day_or_none("new_on")
    recipient = Recipient(
        full_name=reading.text("full_name", most=200, may_be_empty=True),
        address=reading.text("address", most=300, may_be_empty=True),
        email=reading.text("email", most=254, may_be_empty=True),
    )

    async def prepare(tx: Transaction, letter: UUID, clerk: Clerk) -> None:
        held = await workflows.prepare_letter(tx, letter, clerk, reason=reason, new_on=new_on)
        if recipient != await queries.recipient_of(tx, held):
            await workflows.address_letter(tx, held, clerk, recipient=recipient)

    return prepare


def _delivering(reading: Reading) -> Do:
    way = reading.one_of("way", [Way.PRINT.value, Way.IN_PERSON.value], may_be_empty=True)
    return partial(workflows.deliver_letter, way=Way(way or Way.PRINT))


def _withdrawing(reading: Reading) -> Do:
    return partial(workflows.withdraw_thanks, why=reading.text("why", most=500))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step with a letter: who may take it, what it does, what is said then."""

    rights: tuple[Right, ...]
    make: Make
    said: str


def _reviewing(_reading: Reading) -> Do:
    return workflows.review_letter


def _signing(_reading: Reading) -> Do:
    return workflows.sign_letter


STEPS = {
    "prepare": _Step(WRITERS, _preparing, "said.letters.prepare"),
    "review": _Step((Right.REVIEW,), _reviewing, "said.letters.review"),
    "sign": _Step((Right.DECIDE,), _signing, "said.letters.sign"),
    "deliver": _Step(WRITERS, _delivering, "said.letters.deliver"),
    "withdraw": _Step(WRITERS, _withdrawing, "said.letters.withdraw"),
}


def _version(typed: Typed) -> int | None:
    told = typed.text("version")
    is_number = told.isascii() and told.isdecimal() and len(told) < MOST_VERSION_DIGITS
    return int(told) if is_number else None


async def _drawn(
    desk: Desk, request: Request, letter_id: UUID, *, viewer: Viewer, typed: Typed | None = None
) -> HTMLResponse:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        shown = await queries.letter_shown(tx, letter_id, viewer, place=desk.place)
    letter = shown.letter
    blank = Typed.blank(
        reason=letter.reason,
        new_on=letter.new_on,
        full_name=shown.recipient.full_name,
        address=shown.recipient.address,
        email=shown.recipient.email,
        why="",
    )
    scene = letter_scene(shown, today=viewer.today, zone=desk.place.time_zone, words=words)
    filled = Typed({**blank.values, **typed.values}, {}, typed.refusals) if typed else blank
    return desk.easel.draw(request, "letter_page.html", scene=scene, typed=filled)


async def _printed(desk: Desk, letter_id: UUID, viewer: Viewer) -> tuple[Paper, datetime, str]:
    async with desk.database.transaction() as tx:
        shown = await queries.letter_shown(tx, letter_id, viewer, place=desk.place)
    letter = shown.letter
    if shown.content is None:
        raise LetterheadMissing
    zone = desk.place.time_zone
    paper = paper_of(shown.content, letter.issue, symbol=shown.symbol, zone=zone)
    return paper, queries.signed_at(letter, viewer.now), _file_name(letter)


def _file_name(letter: Letter) -> str:
    number = f"{letter.issue.number:02}-{letter.issue.year}" if letter.issue else "du-thao"
    kind = "thu-xin-loi" if letter.kind is rules.Kind.APOLOGY else "thu-cam-on"
    return f"{kind}-{number}"


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
