"""Handing a case over, back, or asking it back; and naming the unit after two returns."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.cases import CaseChangedMeanwhile, CaseId
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.queries import feedback as cases
from services.intake.cases.workflows.answering import Officer
from services.intake.categories import queries as categories
from services.intake.handing_over import queries, scenes
from services.intake.handing_over.domain.handing_over import (
    HandedToItself,
    HandReason,
    NobodyServesIt,
    SuperiorDecides,
    SuperiorHasDecided,
)
from services.intake.handing_over.workflows import deciding
from services.intake.handing_over.workflows import handing_over as workflows
from services.intake.handing_over.workflows.handing_over import Wanted
from services.intake.org.pages import tried
from services.intake.org.queries import units
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
FIELD_OF: dict[type[Rejection], str] = {
    HandedToItself: "to_unit",
    NobodyServesIt: "to_unit",
    SuperiorDecides: WHOLE_FORM,
    SuperiorHasDecided: WHOLE_FORM,
    CaseChangedMeanwhile: WHOLE_FORM,
}


def handing_over_pages(desk: Desk) -> APIRouter:
    """The page of a case's hand-over and its three forms."""
    router = desk.router("/cases/{code}")
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.get("/hand-over")
    async def hand_over_page(request: Request, code: str, viewer: working) -> Response:
        return await _draw(desk, request, viewer, code=code)

    @router.post("/hand-over")
    async def do_hand_over(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        reading = Reading(typed)
        reasons = [reason.value for reason in scenes.REASONS]
        wanted = Wanted(
            to_unit=UnitCode(reading.text("to_unit")),
            reason=HandReason(reading.one_of("reason", reasons) or reasons[0]),
            words=reading.text("words", most=4000, may_be_empty=True),
        )
        officer = await _officer(desk, viewer, code, version=reading.whole("version", least=1))
        do = partial(
            workflows.hand_over, number=number_in(code), officer=officer, wanted=wanted
        )
        refused = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if refused.is_refused:
            return await _draw(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/cases/{number_in(code)}/hand-over", "said.handing.handed_over")

    @router.post("/hand-back")
    async def do_hand_back(code: str, viewer: working) -> Response:
        officer = await _officer(desk, viewer, code)
        async with desk.database.transaction() as tx:
            await workflows.hand_back(tx, number_in(code), officer)
        return see_other(f"/cases/{number_in(code)}/hand-over", "said.handing.handed_back")

    @router.post("/withdraw-hand-over")
    async def do_withdraw(code: str, viewer: working) -> Response:
        officer = await _officer(desk, viewer, code)
        async with desk.database.transaction() as tx:
            await workflows.withdraw(tx, number_in(code), officer)
        return see_other(f"/cases/{number_in(code)}/hand-over", "said.handing.withdrawn")

    return router


def decision_pages(desk: Desk) -> APIRouter:
    """What waits for a superior's word: ids, codes and dates, nothing of what was written."""
    router = desk.router("/cases/decisions")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    deciding_ = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]

    @router.get("")
    async def decisions_page(request: Request, viewer: reading) -> Response:
        return await _draw_decisions(desk, request, viewer)

    @router.post("/{case_id}")
    async def decide_page(
        request: Request, case_id: UUID, *, viewer: deciding_, typed: Form
    ) -> Response:
        told = Reading(typed)
        named = UnitCode(told.text("unit"))
        async with desk.database.transaction() as tx:
            await viewer.must(tx, Right.DECIDE, viewer.here)
        officer = Officer(asker=viewer.asker, place=desk.place, now=viewer.now)
        do = partial(deciding.decide, case_id=CaseId(case_id), named=named, officer=officer)
        refused = await tried(desk, told.typed, do, fields={NobodyServesIt: "unit"})
        if refused.is_refused:
            return await _draw_decisions(desk, request, viewer, typed=refused)
        return see_other("/cases/decisions", "said.handing.decided")

    return router


async def _officer(
    desk: Desk, viewer: Viewer, code: str, *, version: int | None = None
) -> Officer:
    async with desk.database.transaction() as tx:
        case = await cases.find_case(tx, number_in(code))
        await viewer.must(tx, Right.WORK, case.unit)
    return Officer(asker=viewer.asker, place=desk.place, now=viewer.now, version=version)


async def _draw(
    desk: Desk, request: Request, viewer: Viewer, *, code: str, typed: Typed | None = None
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        case = await cases.find_case(tx, number_in(code))
        await viewer.must(tx, Right.WORK, case.unit)
        way = await queries.last_way(tx, case.id)
        decision = await queries.decision_of(tx, case.id)
        known = await queries.addressees(tx, here=viewer.here, day=viewer.today)
        codes = {case.unit, *((way.unit, way.to_unit) if way else ())}
        names = await units.names_of(tx, codes, viewer.today)
    reader = scenes.Reading(words=words, names=names, here=viewer.here)
    scene = scenes.hand_over_scene(case, way, decision=decision, units=known, reading=reader)
    filled = typed or Typed.blank(version=case.version, reason=HandReason.NOT_OURS.value)
    return desk.easel.draw(request, "hand_over_page.html", scene=scene, typed=filled)


async def _draw_decisions(
    desk: Desk, request: Request, viewer: Viewer, *, typed: Typed | None = None
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        await viewer.must(tx, Right.READ, viewer.here)
        waiting, bounces = await queries.decisions(tx, is_open=True)
        decided, before = await queries.decisions(tx, is_open=False)
        known = await queries.addressees(tx, here=viewer.here, day=viewer.today)
        tree = await categories.tree_on(tx, viewer.today)
        codes = {one.holder for one in (*waiting, *decided)}
        codes |= {one.unit for one in (*bounces, *before)}
        codes |= {one.named for one in decided if one.named}
        names = await units.names_of(tx, codes, viewer.today)
        may_decide = await viewer.may(tx, Right.DECIDE, viewer.here)
    reader = scenes.Reading(words=words, names=names, here=viewer.here)
    line = partial(scenes.decision_line, tree=tree, reading=reader)
    return desk.easel.draw(
        request,
        "decisions_page.html",
        waiting=[line(one, bounces) for one in waiting],
        decided=[line(one, before) for one in decided],
        units=scenes.addressee_options(known, reader),
        may_decide=may_decide,
        typed=typed or Typed.blank(),
    )
