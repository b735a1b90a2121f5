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
from services.intake.letters.domain.letters import Kind
from services.intake.letters.scenes.letter_templates import (
    TemplatesScene,
    kind_options,
    text_lines,
)
from services.intake.letters.workflows import letterheads as workflows
from services.intake.org.pages import tried
from services.intake.org.queries.units import UnitName, names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in
from shared.portal.words import Words

Form = Annotated[Typed, Depends(typed_in)]
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


def letter_template_pages(desk: Desk) -> APIRouter:
    """A unit's letterhead and texts."""
    router = desk.router("/letters/templates")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("")
    async def letter_templates_page(
        request: Request, viewer: reading, *, unit: str = ""
    ) -> Response:
        return await _drawn(desk, request, viewer, unit=unit)

    return router


def letter_head_pages(desk: Desk) -> APIRouter:
    """The form of a letterhead."""
    router = desk.router("/letters/templates")
    deciding = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]

    @router.post("/head")
    async def set_head(request: Request, viewer: deciding, typed: Form) -> Response:
        unit, reading = UnitCode(typed.text("unit")), Reading(typed)
        head = _head_in(reading, unit, viewer)

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.DECIDE, unit)
            await workflows.set_letterhead(tx, head, viewer.asker)

        refused = await tried(desk, reading.typed, do, fields=HEAD_FIELDS)
        if refused.is_refused:
            return await _drawn(desk, request, viewer, unit=unit, head=refused)
        return see_other(f"/letters/templates?unit={unit}", "said.letters.head")

    return router


def letter_text_pages(desk: Desk) -> APIRouter:
    """The form of a text."""
    router = desk.router("/letters/templates")
    deciding = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]

    @router.post("/text")
    async def set_text(request: Request, viewer: deciding, typed: Form) -> Response:
        unit, reading = UnitCode(typed.text("unit")), Reading(typed)
        text = _text_in(reading, unit, viewer)

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.DECIDE, unit)
            await workflows.publish_text(tx, text, viewer.asker)

        refused = await tried(desk, reading.typed, do, fields=TEXT_FIELDS)
        if refused.is_refused:
            return await _drawn(desk, request, viewer, unit=unit, text=refused)
        return see_other(f"/letters/templates?unit={unit}", "said.letters.text")

    return router


async def _drawn(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    *,
    unit: str,
    head: Typed | None = None,
    text: Typed | None = None,
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        units = await units_offered(tx, viewer, Right.READ, words=words)
        offered = [one.value for one in units]
        chosen = unit if unit in offered else (offered[0] if offered else viewer.here)
        known = await queries.head_of(tx, chosen, viewer)
        own = await queries.texts_of(tx, chosen, viewer)
        may_set = await viewer.may(tx, Right.DECIDE, chosen)
    name = next((one.label for one in units if one.value == chosen), chosen)
    scene = TemplatesScene(
        crumbs=[Link(words("letters.title"), "/letters"), Link(words("letters.templates"))],
        unit=chosen,
        unit_name=name,
        units=units,
        has_head=known is not None,
        is_standing=known is not None and known.standing_from is not None,
        texts=text_lines(letter_rules(), own, words),
        kinds=kind_options(words),
        variables=", ".join(f"{{{one}}}" for one in texts.VARIABLES[Kind.APOLOGY]),
        may_set=may_set,
    )
    blank = Typed.blank(unit=chosen, from_on=viewer.today, **_typed_head(known))
    return desk.easel.draw(
        request,
        "letter_templates_page.html",
        scene=scene,
        head=head or blank,
        text=text or Typed.blank(unit=chosen, text_from=viewer.today),
        typed=head or text or Typed.blank(),
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


def _head_in(reading: Reading, unit: UnitCode, viewer: Viewer) -> Letterhead:
    day = reading.day("from_on")
    optional = {
        name: reading.text(name, most=heads.MOST_CHARS, may_be_empty=True)
        for name in ("superior", "authority", "contact")
    }
    needed = {
        name: reading.text(name, most=heads.MOST_CHARS)
        for name in ("name", "place_name", "symbol", "position", "signer")
    }
    return Letterhead(
        unit=unit,
        valid_from=day,
        standing_from=day if reading.typed.text("standing") else None,
        set_by=viewer.asker.account,
        **optional,
        **needed,
    )


def _text_in(reading: Reading, unit: UnitCode, viewer: Viewer) -> LetterText:
    offered = [f"{one.kind.value}-{one.subject_kind}" for one in letter_rules().texts]
    kind, _, about = reading.one_of("kind", offered).partition("-")
    copies = reading.text("copies", most=500, may_be_empty=True)
    return LetterText(
        kind=Kind(kind or Kind.APOLOGY),
        subject_kind=about,
        unit=unit,
        valid_from=reading.day("text_from"),
        title=reading.text("title", most=200),
        about=reading.text("about", most=300, may_be_empty=True),
        opening=reading.text("opening", most=texts.MOST_CHARS),
        closing=reading.text("closing", most=texts.MOST_CHARS),
        copies=tuple(line.strip() for line in copies.splitlines() if line.strip()),
        set_by=viewer.asker.account,
    )
