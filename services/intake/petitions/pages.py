"""Petitions and mediation as staff keeps them: by number, kind and dates."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.intake.dossiers.workflows.dossier_walks import Errand
from services.intake.org.pages import tried
from services.intake.org.queries.units import units_served
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from services.intake.petitions import queries, workflows
from services.intake.petitions.domain.petition_steps import Step, StepTooEarly, Taken
from services.intake.petitions.domain.petitions import (
    AcceptedAlready,
    Kind,
    NotAcceptedYet,
    Opening,
    Outcome,
    OutcomeUnfit,
    Petition,
    PetitionAlreadyClosed,
)
from services.intake.petitions.queries import NEWEST, Period
from services.intake.petitions.scenes import (
    LIST,
    kinds_offered,
    petition_scene,
    register_scene,
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
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.reading import NoSuchDay, Reading, day_of_text
from shared.portal.saying import see_other
from shared.portal.sheets import Sheet, sheet_of
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
Number = Annotated[int, Path(ge=1, le=NEWEST)]
SIZE = 30
SAID = {
    Step.ACCEPT: "said.petitions.accept",
    Step.EXTEND: "said.petitions.extend",
    Step.SETTLE: "said.petitions.settle",
    Step.TRANSFER: "said.petitions.transfer",
    Step.DECLINE: "said.petitions.decline",
    Step.WITHDRAW: "said.petitions.withdraw",
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


def petition_pages(desk: Desk) -> APIRouter:
    """The register, the form of a new matter, and each of them."""
    router = desk.router(LIST)
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("")
    async def petitions_page(request: Request, viewer: reader) -> Response:
        sheet = sheet_of(request, size=SIZE)
        period, kind = _period(sheet, viewer), sheet.value("kind")
        async with desk.database.transaction() as tx:
            found = await queries.find_register(
                tx,
                period,
                viewer,
                kind=kind if kind in tuple(Kind) else "",
                after=sheet.after,
                size=SIZE,
            )
        scene = register_scene(
            sheet,
            period,
            found,
            today=viewer.today,
            words=desk.easel.words_for(request),
            may_write=viewer.asker.has(Right.WORK),
        )
        return desk.easel.draw(request, "petitions_page.html", scene=scene)

    router.include_router(_opening_pages(desk))

    @router.get("/{number}")
    async def petition_page(request: Request, number: Number, viewer: reader) -> Response:
        blank = Typed.blank(on=viewer.today.isoformat())
        return await _draw(desk, request, viewer, number=number, typed=blank)

    router.include_router(_moving_pages(desk))
    return router


def _opening_pages(desk: Desk) -> APIRouter:
    router = desk.router("/new")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.get("")
    async def petition_new_page(request: Request, viewer: writer) -> Response:
        blank = Typed.blank(received_on=viewer.today.isoformat(), variant=Variant.PLAIN)
        return await _draw_new(desk, request, viewer, typed=blank)

    @router.post("")
    async def open_petition(request: Request, viewer: writer, typed: Form) -> Response:
        async with desk.database.transaction() as tx:
            units = {one.code for one in await units_served(tx, viewer.here, viewer.today)}
        reading = Reading(typed)
        kind = reading.one_of("kind", tuple(Kind))
        unit = reading.one_of("unit", units)
        variant = reading.one_of("variant", tuple(Variant))
        on = reading.day("received_on")
        made: list[Petition] = []

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.WORK, unit)
            opening = Opening(
                kind=Kind(kind),
                unit=UnitCode(unit),
                received_on=on,
                variant=Variant(variant),
            )
            made.append(
                await workflows.open_petition(tx, opening, errand=_errand(desk, viewer))
            )

        after = await tried(desk, reading.typed, do, fields=OPENING_FIELDS)
        if after.is_refused:
            return await _draw_new(desk, request, viewer, typed=after)
        return see_other(f"{LIST}/{made[0].number}", "said.petitions.opened")

    return router


def _moving_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/{number}/steps")
    async def move_petition(
        request: Request, number: Number, *, viewer: writer, typed: Form
    ) -> Response:
        reading = Reading(typed)
        step = reading.one_of("step", tuple(Step))
        outcome = reading.one_of("outcome", tuple(Outcome), may_be_empty=step != Step.SETTLE)
        on, version = reading.day("on"), reading.whole("version")
        async with desk.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, await queries.unit_of(tx, number))
        if reading.typed.is_refused:
            return await _draw(desk, request, viewer, number=number, typed=reading.typed)
        taken = Taken(step=Step(step), on=on, outcome=Outcome(outcome) if outcome else None)
        if taken.step is not Step.SETTLE:
            taken = replace(taken, outcome=None)
        do = partial(
            workflows.take_step,
            number=number,
            taken=taken,
            errand=_errand(desk, viewer),
            seen_version=version,
        )
        after = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if after.is_refused:
            return await _draw(desk, request, viewer, number=number, typed=after)
        return see_other(f"{LIST}/{number}", SAID[taken.step])

    return router


def _errand(desk: Desk, viewer: Viewer) -> Errand:
    return Errand(place=desk.place, now=viewer.now, who=viewer.asker.name or "")


def _period(sheet: Sheet, viewer: Viewer) -> Period:
    first, last = viewer.today.replace(month=1, day=1), viewer.today
    try:
        first = day_of_text(sheet.value("first") or first.isoformat())
        last = day_of_text(sheet.value("last") or last.isoformat())
    except NoSuchDay:
        return Period(first=first, last=viewer.today)
    return Period(first=first, last=last)


async def _draw(
    desk: Desk, request: Request, viewer: Viewer, *, number: int, typed: Typed
) -> Response:
    async with desk.database.transaction() as tx:
        whole = await queries.find_petition(tx, number, viewer)
        may_write = await viewer.may(tx, Right.WORK, whole.petition.unit)
    words = desk.easel.words_for(request)
    scene = petition_scene(whole, today=viewer.today, words=words, may_write=may_write)
    return desk.easel.draw(request, "petition_page.html", scene=scene, typed=typed)


async def _draw_new(desk: Desk, request: Request, viewer: Viewer, *, typed: Typed) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        units = await units_served(tx, viewer.here, viewer.today)
    return desk.easel.draw(
        request,
        "petition_new_page.html",
        crumbs=[Link(words("petitions.title"), LIST), Link(words("petitions.new"))],
        units=[Option(one.code, words.pick(vi=one.vi, en=one.en)) for one in units],
        kinds=kinds_offered(words),
        variants=variants_offered(words),
        typed=typed,
    )
