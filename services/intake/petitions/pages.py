"""Petitions and mediation as staff keeps them: by number, kind and dates."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from services.intake.dossiers.workflows import Errand
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer, units_served
from services.intake.org.views import viewing
from services.intake.org.web import Web
from services.intake.petitions import queries, workflows
from services.intake.petitions.domain import (
    AcceptedAlready,
    NotAcceptedYet,
    Opening,
    Outcome,
    OutcomeUnfit,
    Petition,
    PetitionAlreadyClosed,
    PetitionKind,
    PetitionStep,
    PetitionStepTaken,
    StepTooEarly,
)
from services.intake.petitions.queries import NEWEST, Period
from services.intake.petitions.views import (
    LIST,
    kinds_offered,
    petition_view,
    register_view,
    variants_offered,
)
from services.intake.petitions.workflows import PetitionMovedMeanwhile
from shared.chassis.database import Transaction
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.deadlines import ExtensionsUsedUp, Variant
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader, NoSuchDay, day_of_text
from shared.portal.list_query import ListQuery, list_query_of
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
Number = Annotated[int, Path(ge=1, le=NEWEST)]
SIZE = 30
SAID = {
    PetitionStep.ACCEPT: "flash.petitions.accept",
    PetitionStep.EXTEND: "flash.petitions.extend",
    PetitionStep.SETTLE: "flash.petitions.settle",
    PetitionStep.TRANSFER: "flash.petitions.transfer",
    PetitionStep.DECLINE: "flash.petitions.decline",
    PetitionStep.WITHDRAW: "flash.petitions.withdraw",
}
FIELD_OF: dict[type[Rejection], str] = {
    DateInFuture: "on",
    StepTooEarly: "on",
    CalendarYearMissing: "on",
    OutcomeUnfit: "outcome",
    ExtensionsUsedUp: "step",
    NotAcceptedYet: "step",
    AcceptedAlready: "step",
    PetitionAlreadyClosed: WHOLE_FORM,
    PetitionMovedMeanwhile: WHOLE_FORM,
}
OPENING_FIELDS: dict[type[Rejection], str] = {
    DateInFuture: "received_on",
    CalendarYearMissing: "received_on",
}


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]


opening_pages = page_router("/new")


@opening_pages.get("")
async def petition_new_page(web: Web, request: Request, viewer: Writer) -> Response:
    blank = FormData.blank(received_on=viewer.today.isoformat(), variant=Variant.PLAIN)
    return await _draw_new(web, request, viewer, form=blank)


@opening_pages.post("")
async def open_petition(web: Web, *, request: Request, viewer: Writer, form: Form) -> Response:
    async with web.database.transaction() as tx:
        units = {one.code for one in await units_served(tx, viewer.here, viewer.today)}
    fields = FormReader(form)
    kind = fields.one_of("kind", tuple(PetitionKind))
    unit = fields.one_of("unit", units)
    variant = fields.one_of("variant", tuple(Variant))
    on = fields.day("received_on")
    made: list[Petition] = []

    async def do(tx: Transaction) -> None:
        await viewer.must(tx, Right.WORK, unit)
        opening = Opening(
            kind=PetitionKind(kind),
            unit=UnitCode(unit),
            received_on=on,
            variant=Variant(variant),
        )
        made.append(await workflows.open_petition(tx, opening, errand=_errand(web, viewer)))

    after = await tried(web, fields.form, do, fields=OPENING_FIELDS)
    if after.is_refused:
        return await _draw_new(web, request, viewer, form=after)
    return see_other(f"{LIST}/{made[0].number}", "flash.petitions.opened")


moving_pages = page_router()


@moving_pages.post("/{number}/steps")
async def move_petition(
    web: Web, request: Request, number: Number, *, viewer: Writer, form: Form
) -> Response:
    fields = FormReader(form)
    step = fields.one_of("step", tuple(PetitionStep))
    outcome = fields.one_of("outcome", tuple(Outcome), may_be_empty=step != PetitionStep.SETTLE)
    on, version = fields.day("on"), fields.whole("version")
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, await queries.unit_of(tx, number))
    if fields.form.is_refused:
        return await _draw(web, request, viewer, number=number, form=fields.form)
    taken = PetitionStepTaken(
        step=PetitionStep(step), on=on, outcome=Outcome(outcome) if outcome else None
    )
    if taken.step is not PetitionStep.SETTLE:
        taken = replace(taken, outcome=None)
    do = partial(
        workflows.take_step,
        number=number,
        taken=taken,
        errand=_errand(web, viewer),
        seen_version=version,
    )
    after = await tried(web, fields.form, do, fields=FIELD_OF)
    if after.is_refused:
        return await _draw(web, request, viewer, number=number, form=after)
    return see_other(f"{LIST}/{number}", SAID[taken.step])


petition_pages = page_router(LIST)


@petition_pages.get("")
async def petitions_page(web: Web, request: Request, viewer: Reader) -> Response:
    sheet = list_query_of(request, size=SIZE)
    period, kind = _period(sheet, viewer), sheet.value("kind")
    async with web.database.transaction() as tx:
        found = await queries.find_register(
            tx,
            period,
            viewer,
            kind=kind if kind in tuple(PetitionKind) else "",
            after=sheet.after,
            size=SIZE,
        )
    view = register_view(
        sheet,
        period,
        found,
        today=viewer.today,
        words=web.templates.words_for(request),
        may_write=viewer.principal.has(Right.WORK),
    )
    return web.templates.render(request, "petitions_page.html", view=view)


petition_pages.include_router(opening_pages)


@petition_pages.get("/{number}")
async def petition_page(
    web: Web, *, request: Request, number: Number, viewer: Reader
) -> Response:
    blank = FormData.blank(on=viewer.today.isoformat())
    return await _draw(web, request, viewer, number=number, form=blank)


petition_pages.include_router(moving_pages)


def _errand(web: WebContext, viewer: Viewer) -> Errand:
    return Errand(place=web.place, now=viewer.now, who=viewer.principal.name or "")


def _period(sheet: ListQuery, viewer: Viewer) -> Period:
    first, last = viewer.today.replace(month=1, day=1), viewer.today
    try:
        first = day_of_text(sheet.value("first") or first.isoformat())
        last = day_of_text(sheet.value("last") or last.isoformat())
    except NoSuchDay:
        return Period(first=first, last=viewer.today)
    return Period(first=first, last=last)


async def _draw(
    web: WebContext, request: Request, viewer: Viewer, *, number: int, form: FormData
) -> Response:
    async with web.database.transaction() as tx:
        whole = await queries.find_petition(tx, number, viewer)
        may_write = await viewer.may(tx, Right.WORK, whole.petition.unit)
    words = web.templates.words_for(request)
    view = petition_view(whole, today=viewer.today, words=words, may_write=may_write)
    return web.templates.render(request, "petition_page.html", view=view, form=form)


async def _draw_new(
    web: WebContext, request: Request, viewer: Viewer, *, form: FormData
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_served(tx, viewer.here, viewer.today)
    return web.templates.render(
        request,
        "petition_new_page.html",
        crumbs=[Link(words("petitions.title"), LIST), Link(words("petitions.new"))],
        units=[Option(one.code, words.pick(vi=one.vi, en=one.en)) for one in units],
        kinds=kinds_offered(words),
        variants=variants_offered(words),
        form=form,
    )
