"""What a unit's letters bear and say, as its leaders set it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.intake.letters import queries
from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain import letter_texts as texts
from services.intake.letters.domain import letterheads as heads
from services.intake.letters.domain.letter_texts import LetterText
from services.intake.letters.domain.letterheads import Letterhead
from services.intake.letters.domain.letters import LetterKind
from services.intake.letters.views.letter_templates import (
    TemplatesView,
    kind_options,
    text_lines,
)
from services.intake.letters.workflows import letterheads as workflows
from services.intake.org.pages import tried
from services.intake.org.queries.units import UnitName, names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.views import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.web_context import WebContext
from shared.portal.words import Words

Form = Annotated[FormData, Depends(form_data_of)]
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


def letter_template_pages(web: WebContext) -> APIRouter:
    """A unit's letterhead and texts."""
    router = web.router("/letters/templates")
    reading = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("")
    async def letter_templates_page(
        request: Request, viewer: reading, *, unit: str = ""
    ) -> Response:
        return await _drawn(web, request, viewer, unit=unit)

    return router


def letter_head_pages(web: WebContext) -> APIRouter:
    """The form of a letterhead."""
    router = web.router("/letters/templates")
    deciding = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]

    @router.post("/head")
    async def set_head(request: Request, viewer: deciding, form: Form) -> Response:
        unit, reading = UnitCode(form.text("unit")), FormReader(form)
        head = _head_in(reading, unit, viewer)

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.DECIDE, unit)
            await workflows.set_letterhead(tx, head, viewer.principal)

        refused = await tried(web, reading.form, do, fields=HEAD_FIELDS)
        if refused.is_refused:
            return await _drawn(web, request, viewer, unit=unit, head=refused)
        return see_other(f"/letters/templates?unit={unit}", "flash.letters.head")

    return router


def letter_text_pages(web: WebContext) -> APIRouter:
    """The form of a text."""
    router = web.router("/letters/templates")
    deciding = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]

    @router.post("/text")
    async def set_text(request: Request, viewer: deciding, form: Form) -> Response:
        unit, reading = UnitCode(form.text("unit")), FormReader(form)
        text = _text_in(reading, unit, viewer)

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.DECIDE, unit)
            await workflows.publish_text(tx, text, viewer.principal)

        refused = await tried(web, reading.form, do, fields=TEXT_FIELDS)
        if refused.is_refused:
            return await _drawn(web, request, viewer, unit=unit, text=refused)
        return see_other(f"/letters/templates?unit={unit}", "flash.letters.text")

    return router


async def _drawn(
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
    codes = await queries.units_readable(tx, viewer, right)
    names = await names_of(tx, codes, viewer.today)
    unknown = partial(UnitName, vi="", en="")
    told = [names.get(code) or unknown(code=code) for code in codes]
    return [Option(one.code, words.pick(vi=one.vi, en=one.en) or one.code) for one in told]


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
