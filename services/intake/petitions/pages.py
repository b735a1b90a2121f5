"""Petitions and mediation as staff keeps them: by number, kind and dates."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from services.intake.categories.views import unit_said
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
    PetitionAlreadyClosed,
    PetitionKind,
    PetitionMovedMeanwhile,
    PetitionStep,
    PetitionStepTaken,
    StepTooEarly,
)
from services.intake.petitions.queries import NEWEST, Period
from services.intake.petitions.views import (
    COUNTED,
    facts_of,
    kinds_offered,
    moments_of,
    outcomes_offered,
    state_code,
    steps_offered,
    variants_offered,
)
from shared.chassis.acting import Acting
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.deadlines import ExtensionsUsedUp, Variant
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader, NoSuchDay, day_of_text
from shared.portal.list_query import ListQuery, keyed, list_query_of
from shared.portal.options import Option
from shared.portal.web_context import WebContext, page_router

LIST = "/petitions"
SIZE = 30
SAID = {
    PetitionStep.ACCEPT: "flash.petitions.accept",
    PetitionStep.EXTEND: "flash.petitions.extend",
    PetitionStep.SETTLE: "flash.petitions.settle",
    PetitionStep.TRANSFER: "flash.petitions.transfer",
    PetitionStep.DECLINE: "flash.petitions.decline",
    PetitionStep.WITHDRAW: "flash.petitions.withdraw",
}
OPENING_FIELDS: dict[type[Rejection], str] = {
    DateInFuture: "received_on",
    CalendarYearMissing: "received_on",
}
STEP_FIELDS: dict[type[Rejection], str] = {
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
"""At which field of a form a refusal stands."""

Form = Annotated[FormData, Depends(form_data_of)]
Number = Annotated[int, Path(ge=1, le=NEWEST)]
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Worker = Annotated[Viewer, Depends(viewing(Right.WORK))]

petition_pages = page_router(LIST)


@petition_pages.get("")
async def petitions_page(web: Web, request: Request, viewer: Reader) -> Response:
    query = list_query_of(request, size=SIZE)
    period, kind = _period(query, viewer), query.value("kind")
    known_kind = kind if kind in tuple(PetitionKind) else ""
    async with web.database.transaction() as tx:
        register = await queries.find_register(
            tx, period, viewer, kind=known_kind, after=query.after, size=SIZE
        )
    words = web.templates.words_for(request)
    return web.templates.render(
        request,
        "petitions_page.html",
        filters=FormData.blank(kind=kind, first=period.first, last=period.last),
        kinds=kinds_offered(words),
        counted=COUNTED,
        register=register,
        unit_name=partial(unit_said, names=register.names, words=words),
        state_of=partial(state_code, today=viewer.today),
        pages=keyed(query, shown=len(register.petitions), next_after=register.next_after),
        may_write=viewer.principal.has(Right.WORK),
    )


@petition_pages.get("/new")
async def petition_new_page(web: Web, request: Request, viewer: Worker) -> Response:
    blank = FormData.blank(received_on=viewer.today.isoformat(), variant=Variant.PLAIN)
    return await _draw_new(web, request, viewer, form=blank)


@petition_pages.post("/new")
async def open_petition(web: Web, *, request: Request, viewer: Worker, form: Form) -> Response:
    async with web.database.transaction() as tx:
        units = {unit.code for unit in await units_served(tx, viewer.here, viewer.today)}
    fields = FormReader(form)
    kind = fields.one_of("kind", tuple(PetitionKind))
    unit = fields.one_of("unit", units)
    variant = fields.one_of("variant", tuple(Variant))
    on = fields.day("received_on")
    if fields.form.is_refused:
        return await _draw_new(web, request, viewer, form=fields.form)
    opening = Opening(
        kind=PetitionKind(kind), unit=UnitCode(unit), received_on=on, variant=Variant(variant)
    )
    acting = Acting(place=web.place, now=viewer.now, principal=viewer.principal)
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, unit)
            petition = await workflows.open_petition(tx, opening, acting)
    except tuple(OPENING_FIELDS) as refusal:
        refused = fields.form.refused(OPENING_FIELDS[type(refusal)], refusal)
        return await _draw_new(web, request, viewer, form=refused)
    return see_other(f"{LIST}/{petition.number}", "flash.petitions.opened")


@petition_pages.get("/{number}")
async def petition_page(
    web: Web, *, request: Request, number: Number, viewer: Reader
) -> Response:
    blank = FormData.blank(on=viewer.today.isoformat())
    return await _draw(web, request, viewer, number=number, form=blank)


@petition_pages.post("/{number}/steps")
async def move_petition(
    web: Web, request: Request, number: Number, *, viewer: Worker, form: Form
) -> Response:
    fields = FormReader(form)
    step = fields.one_of("step", tuple(PetitionStep))
    settles = step == PetitionStep.SETTLE
    outcome = fields.one_of("outcome", tuple(Outcome), may_be_empty=not settles)
    on, version = fields.day("on"), fields.whole("version")
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, await queries.unit_of(tx, number))
    if fields.form.is_refused:
        return await _draw(web, request, viewer, number=number, form=fields.form)
    taken = PetitionStepTaken(
        step=PetitionStep(step), on=on, outcome=Outcome(outcome) if settles else None
    )
    acting = Acting(
        place=web.place, now=viewer.now, principal=viewer.principal, seen_version=version
    )
    try:
        async with web.database.transaction() as tx:
            await workflows.take_step(tx, number, taken, acting)
    except tuple(STEP_FIELDS) as refusal:
        refused = fields.form.refused(STEP_FIELDS[type(refusal)], refusal)
        return await _draw(web, request, viewer, number=number, form=refused)
    return see_other(f"{LIST}/{number}", SAID[taken.step])


def _period(query: ListQuery, viewer: Viewer) -> Period:
    first, last = viewer.today.replace(month=1, day=1), viewer.today
    try:
        first = day_of_text(query.value("first") or first.isoformat())
        last = day_of_text(query.value("last") or last.isoformat())
    except NoSuchDay:
        return Period(first=first, last=viewer.today)
    return Period(first=first, last=last)


async def _draw(
    web: WebContext, request: Request, viewer: Viewer, *, number: int, form: FormData
) -> Response:
    async with web.database.transaction() as tx:
        whole = await queries.find_petition(tx, number, viewer)
        petition = whole.petition
        may_write = await viewer.may(tx, Right.WORK, petition.unit)
    words = web.templates.words_for(request)
    unit = unit_said(petition.unit, whole.names, words)
    return web.templates.render(
        request,
        "petition_page.html",
        petition=petition,
        state=state_code(petition, viewer.today),
        facts=facts_of(petition, unit, words),
        moments=moments_of(whole, words),
        steps=steps_offered(petition, words) if may_write else [],
        outcomes=outcomes_offered(petition, words),
        today=viewer.today,
        form=form,
    )


async def _draw_new(
    web: WebContext, request: Request, viewer: Viewer, *, form: FormData
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_served(tx, viewer.here, viewer.today)
    return web.templates.render(
        request,
        "petition_new_page.html",
        units=[Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in units],
        kinds=kinds_offered(words),
        variants=variants_offered(words),
        form=form,
    )
