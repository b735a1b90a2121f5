"""Letters: what waits for a reason or a signature, one letter as paper, and its files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.intake.letters import queries, workflows
from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain import letterheads as heads
from services.intake.letters.domain import letters as rules
from services.intake.letters.domain import texts
from services.intake.letters.domain.content import Recipient
from services.intake.letters.domain.letterheads import Letterhead, LetterheadMissing
from services.intake.letters.domain.letters import DeliveryMethod, Letter, LetterKind
from services.intake.letters.domain.texts import LetterText
from services.intake.letters.views import (
    VIEWS,
    TemplatesView,
    kind_options,
    letter_view,
    letters_view,
    opened_for,
    text_lines,
    trigger_options,
)
from services.intake.letters.workflows import Thanks, paper_of, thank
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer, names_of, units_within
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.papers.docx import DOCX, as_docx
from shared.portal.papers.paper import Paper
from shared.portal.papers.pdf import PDF, as_pdf
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router
from shared.portal.words import Words

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


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(*WRITERS))]
Worker = Annotated[Viewer, Depends(viewing(Right.WORK))]
Reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]
Decider = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
TEMPLATES = "/letters/templates"
ONE = "/{letter_id:uuid}"

letter_template_pages = page_router(TEMPLATES)
thanks_pages = page_router("/letters/new")
letter_pages = page_router("/letters")


@letter_pages.get("")
async def letters_page(
    web: Web, request: Request, viewer: Reader, *, view: str = "waiting", page: int = 0
) -> HTMLResponse:
    words = web.templates.words_for(request)
    chosen = view if view in VIEWS else "waiting"
    nth = min(max(page, 0), MOST_PAGES)
    async with web.database.transaction() as tx:
        shown = await queries.letters_shown(
            tx, viewer, states=VIEWS[chosen], silent=chosen == "silent", page=nth
        )
        codes = {letter.unit for letter in shown.letters} | shown.silent.keys()
        names = await names_of(tx, codes, viewer.today)
    whole = letters_view(shown, chosen, page=nth, today=viewer.today, names=names, words=words)
    whole = opened_for(
        whole,
        may_thank=viewer.principal.has(Right.WORK),
        may_set=viewer.principal.has(Right.DECIDE),
    )
    return web.templates.render(request, "letters_page.html", view=whole)


@letter_pages.get("/{letter_id:uuid}")
async def letter_page(
    web: Web, request: Request, letter_id: UUID, viewer: Reader
) -> HTMLResponse:
    return await _drawn(web, request, letter_id, viewer=viewer)


@letter_pages.get("/{letter_id:uuid}/letter.pdf")
async def letter_pdf(web: Web, letter_id: UUID, viewer: Reader) -> Response:
    paper, at, name = await _printed(web, letter_id, viewer)
    return _file(await asyncio.to_thread(as_pdf, paper, at=at), PDF, f"{name}.pdf")


@letter_pages.get("/{letter_id:uuid}/letter.docx")
async def letter_docx(web: Web, letter_id: UUID, viewer: Reader) -> Response:
    paper, at, name = await _printed(web, letter_id, viewer)
    return _file(await asyncio.to_thread(as_docx, paper, at=at), DOCX, f"{name}.docx")


@letter_pages.post(ONE + "/prepare")
async def prepare_letter(
    web: Web, request: Request, letter_id: UUID, viewer: Writer, *, form: Form
) -> Response:
    fields = FormReader(form)
    reason = fields.text("reason", most=rules.MOST_REASON_CHARS)
    new_on = fields.day_or_none("new_on")
    recipient = Recipient(
        full_name=fields.text("full_name", most=200, may_be_empty=True),
        address=fields.text("address", most=300, may_be_empty=True),
        email=fields.text("email", most=254, may_be_empty=True),
    )

    async def prepare(tx: Transaction, letter: UUID, acting: Acting) -> None:
        held = await workflows.prepare_letter(tx, letter, acting, reason=reason, new_on=new_on)
        if recipient != await queries.recipient_of(tx, held):
            await workflows.address_letter(tx, held, acting, recipient=recipient)

    step = Step(rights=WRITERS, do=prepare, flash="flash.letters.prepare")
    return await _step(web, request, letter_id, viewer=viewer, fields=fields, step=step)


@letter_pages.post(ONE + "/review")
async def review_letter(
    web: Web, request: Request, letter_id: UUID, viewer: Reviewer, *, form: Form
) -> Response:
    step = Step(
        rights=(Right.REVIEW,), do=workflows.review_letter, flash="flash.letters.review"
    )
    return await _step(
        web, request, letter_id, viewer=viewer, fields=FormReader(form), step=step
    )


@letter_pages.post(ONE + "/sign")
async def sign_letter(
    web: Web, request: Request, letter_id: UUID, viewer: Decider, *, form: Form
) -> Response:
    step = Step(rights=(Right.DECIDE,), do=workflows.sign_letter, flash="flash.letters.sign")
    return await _step(
        web, request, letter_id, viewer=viewer, fields=FormReader(form), step=step
    )


@letter_pages.post(ONE + "/deliver")
async def deliver_letter(
    web: Web, request: Request, letter_id: UUID, viewer: Writer, *, form: Form
) -> Response:
    fields = FormReader(form)
    by_hand = (DeliveryMethod.PRINT.value, DeliveryMethod.IN_PERSON.value)
    way = fields.one_of("way", by_hand, may_be_empty=True)
    way = way if way in by_hand else DeliveryMethod.PRINT
    do = partial(workflows.deliver_letter, way=DeliveryMethod(way))
    step = Step(rights=WRITERS, do=do, flash="flash.letters.deliver")
    return await _step(web, request, letter_id, viewer=viewer, fields=fields, step=step)


@letter_pages.post(ONE + "/withdraw")
async def withdraw_letter(
    web: Web, request: Request, letter_id: UUID, viewer: Writer, *, form: Form
) -> Response:
    fields = FormReader(form)
    do = partial(workflows.withdraw_thanks, why=fields.text("why", most=500))
    step = Step(rights=WRITERS, do=do, flash="flash.letters.withdraw")
    return await _step(web, request, letter_id, viewer=viewer, fields=fields, step=step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with a letter: who may take it, what it does, what is said then."""

    rights: tuple[Right, ...]
    do: Callable[[Transaction, UUID, Acting], Awaitable[object]]
    flash: str


async def _step(
    web: WebContext,
    request: Request,
    letter_id: UUID,
    *,
    viewer: Viewer,
    fields: FormReader,
    step: Step,
) -> Response:
    acting = replace(_acting(web, viewer), seen_version=_version(fields.form))

    async def do(tx: Transaction) -> None:
        await queries.must_hold(tx, letter_id, viewer, *step.rights)
        await step.do(tx, letter_id, acting)

    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _drawn(web, request, letter_id, viewer=viewer, form=refused)
    return see_other(f"/letters/{letter_id}", step.flash)


def _acting(web: WebContext, viewer: Viewer) -> Acting:
    return Acting(place=web.place, now=viewer.now, principal=viewer.principal)


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


HEAD_FIELDS: dict[type[Rejection], str] = {
    heads.LineMissing: WHOLE_FORM,
    heads.LineTooLong: WHOLE_FORM,
    heads.SymbolUnusable: "symbol",
}
TEXT_FIELDS: dict[type[Rejection], str] = {
    texts.TextMissing: WHOLE_FORM,
    texts.TextTooLong: WHOLE_FORM,
    texts.BraceAstray: "opening",
    texts.VariableUnknown: "opening",
    texts.HeartMissing: "closing",
}


@letter_template_pages.get("")
async def letter_templates_page(
    web: Web, request: Request, viewer: Reader, *, unit: str = ""
) -> Response:
    return await _drawn_templates(web, request, viewer, unit=unit)


@letter_template_pages.post("/head")
async def set_head(web: Web, request: Request, viewer: Decider, form: Form) -> Response:
    unit, fields = UnitCode(form.text("unit")), FormReader(form)
    head = _head_in(fields, unit, viewer)

    async def do(tx: Transaction) -> None:
        await viewer.must(tx, Right.DECIDE, unit)
        await workflows.set_letterhead(tx, head, viewer.principal)

    refused = await tried(web, fields.form, do, fields=HEAD_FIELDS)
    if refused.is_refused:
        return await _drawn_templates(web, request, viewer, unit=unit, head=refused)
    return see_other(f"/letters/templates?unit={unit}", "flash.letters.head")


@letter_template_pages.post("/text")
async def set_text(web: Web, request: Request, viewer: Decider, form: Form) -> Response:
    unit, fields = UnitCode(form.text("unit")), FormReader(form)
    text = _text_in(fields, unit, viewer)

    async def do(tx: Transaction) -> None:
        await viewer.must(tx, Right.DECIDE, unit)
        await workflows.publish_text(tx, text, viewer.principal)

    refused = await tried(web, fields.form, do, fields=TEXT_FIELDS)
    if refused.is_refused:
        return await _drawn_templates(web, request, viewer, unit=unit, text=refused)
    return see_other(f"/letters/templates?unit={unit}", "flash.letters.text")


async def _drawn_templates(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    unit: str,
    head: FormData | None = None,
    text: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_offered(tx, viewer, Right.READ, words=words)
        offered = [one.value for one in units]
        chosen = unit if unit in offered else (offered[0] if offered else viewer.here)
        known = await queries.head_of(tx, chosen, viewer)
        own = await queries.texts_of(tx, chosen, viewer)
        may_set = await viewer.may(tx, Right.DECIDE, chosen)
    name = next((one.label for one in units if one.value == chosen), chosen)
    view = TemplatesView(
        crumbs=[Link(words("letters.title"), "/letters"), Link(words("letters.templates"))],
        unit=chosen,
        unit_name=name,
        units=units,
        has_head=known is not None,
        is_standing=known is not None and known.standing_from is not None,
        texts=text_lines(letter_rules(), own, words),
        kinds=kind_options(words),
        variables=", ".join(f"{{{one}}}" for one in texts.VARIABLES[LetterKind.APOLOGY]),
        may_set=may_set,
    )
    blank = FormData.blank(unit=chosen, from_on=viewer.today, **_typed_head(known))
    return web.templates.render(
        request,
        "letter_templates_page.html",
        view=view,
        head=head or blank,
        text=text or FormData.blank(unit=chosen, text_from=viewer.today),
        form=head or text or FormData.blank(),
    )


async def units_offered(
    tx: Transaction, viewer: Viewer, right: Right, *, words: Words
) -> list[Option]:
    """The units over which one holds a right, by name."""
    units = await units_within(tx, viewer, right)
    return [Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in units]


def _typed_head(head: Letterhead | None) -> dict[str, Any]:
    names = (
        *("superior", "name", "place_name", "symbol"),
        *("authority", "position", "signer", "contact"),
    )
    told = {name: getattr(head, name) if head else "" for name in names}
    return told | {"standing": "yes" if head and head.standing_from else ""}


def _head_in(fields: FormReader, unit: UnitCode, viewer: Viewer) -> Letterhead:
    day = fields.day("from_on")
    optional = {
        name: fields.text(name, most=heads.MOST_CHARS, may_be_empty=True)
        for name in ("superior", "authority", "contact")
    }
    needed = {
        name: fields.text(name, most=heads.MOST_CHARS)
        for name in ("name", "place_name", "symbol", "position", "signer")
    }
    return Letterhead(
        unit=unit,
        valid_from=day,
        standing_from=day if fields.form.text("standing") else None,
        set_by=viewer.principal.account,
        **optional,
        **needed,
    )


def _text_in(fields: FormReader, unit: UnitCode, viewer: Viewer) -> LetterText:
    offered = [f"{one.kind.value}-{one.subject_kind}" for one in letter_rules().texts]
    kind, _, about = fields.one_of("kind", offered).partition("-")
    copies = fields.text("copies", most=500, may_be_empty=True)
    return LetterText(
        kind=LetterKind(kind or LetterKind.APOLOGY),
        subject_kind=about,
        unit=unit,
        valid_from=fields.day("text_from"),
        title=fields.text("title", most=200),
        about=fields.text("about", most=300, may_be_empty=True),
        opening=fields.text("opening", most=texts.MOST_CHARS),
        closing=fields.text("closing", most=texts.MOST_CHARS),
        copies=tuple(line.strip() for line in copies.splitlines() if line.strip()),
        set_by=viewer.principal.account,
    )


@thanks_pages.get("")
async def thanks_form(
    web: Web, request: Request, viewer: Worker, *, ref: str = "", unit: str = ""
) -> Response:
    form = FormData.blank(id=uuid7(), ref=ref[:60], unit=unit, on=viewer.today)
    return await _thanks_form(web, request, viewer, form)


@thanks_pages.post("")
async def draft_thanks(web: Web, request: Request, viewer: Worker, form: Form) -> Response:
    fields = FormReader(form)
    thanks = _thanks_in(fields)
    if fields.form.is_refused:
        return await _thanks_form(web, request, viewer, fields.form)
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, thanks.unit)
        letter = await thank(tx, thanks, _acting(web, viewer))
    return see_other(f"/letters/{letter}", "flash.letters.drafted")


async def _thanks_form(
    web: WebContext, request: Request, viewer: Viewer, form: FormData
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_offered(tx, viewer, Right.WORK, words=words)
    triggers = trigger_options(letter_rules(), words)
    return web.templates.render(
        request, "letter_thanks_form.html", form=form, units=units, triggers=triggers
    )


def _thanks_in(fields: FormReader) -> Thanks:
    rules = letter_rules().triggers
    trigger = fields.one_of("trigger", list(rules))
    chosen = rules.get(trigger) or next(iter(rules.values()))
    return Thanks(
        id=_id(fields.form.text("id")),
        unit=UnitCode(fields.text("unit", most=64)),
        trigger=chosen.code,
        subject_kind=chosen.subject_kind,
        ref=fields.text("ref", most=60, may_be_empty=True),
        about=fields.text("about", most=500),
        on=fields.day("on"),
        recipient=Recipient(
            full_name=fields.text("full_name", most=200),
            address=fields.text("address", most=300, may_be_empty=True),
            email=fields.text("email", most=254, may_be_empty=True),
        ),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()
