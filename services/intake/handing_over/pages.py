"""Handing a case over, back, or asking it back; and naming the unit after two returns."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import CaseChangedMeanwhile, CaseId
from services.intake.cases.domain.tracking import number_in
from services.intake.categories import queries as categories
from services.intake.handing_over import queries, views
from services.intake.handing_over.domain import (
    HandedToItself,
    HandReason,
    NobodyServesIt,
    SuperiorDecides,
    SuperiorHasDecided,
)
from services.intake.handing_over.workflows import deciding, outbound
from services.intake.handing_over.workflows.outbound import HandOverRequest
from services.intake.org import queries as units
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.acting import Acting
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF: dict[type[Rejection], str] = {
    HandedToItself: "to_unit",
    NobodyServesIt: "to_unit",
    SuperiorDecides: WHOLE_FORM,
    SuperiorHasDecided: WHOLE_FORM,
    CaseChangedMeanwhile: WHOLE_FORM,
}


Working = Annotated[Viewer, Depends(viewing(Right.WORK))]
Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Deciding = Annotated[Viewer, Depends(viewing(Right.DECIDE))]


handing_over_pages = page_router("/cases/{code}")


@handing_over_pages.get("/hand-over")
async def hand_over_page(web: Web, *, request: Request, code: str, viewer: Working) -> Response:
    return await _draw(web, request, viewer, code=code)


@handing_over_pages.post("/hand-over")
async def do_hand_over(
    web: Web, request: Request, code: str, *, viewer: Working, form: Form
) -> Response:
    fields = FormReader(form)
    reasons = [reason.value for reason in views.REASONS]
    wanted = HandOverRequest(
        to_unit=UnitCode(fields.text("to_unit")),
        reason=HandReason(fields.one_of("reason", reasons) or reasons[0]),
        words=fields.text("words", most=4000, may_be_empty=True),
    )
    acting = await _acting_on(web, viewer, code, version=fields.whole("version", least=1))
    do = partial(outbound.hand_over, number=number_in(code), acting=acting, wanted=wanted)
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _draw(web, request, viewer, code=code, form=refused)
    return see_other(f"/cases/{number_in(code)}/hand-over", "flash.handing.handed_over")


@handing_over_pages.post("/hand-back")
async def do_hand_back(web: Web, code: str, viewer: Working) -> Response:
    acting = await _acting_on(web, viewer, code)
    async with web.database.transaction() as tx:
        await outbound.hand_back(tx, number_in(code), acting)
    return see_other(f"/cases/{number_in(code)}/hand-over", "flash.handing.handed_back")


@handing_over_pages.post("/withdraw-hand-over")
async def do_withdraw(web: Web, code: str, viewer: Working) -> Response:
    acting = await _acting_on(web, viewer, code)
    async with web.database.transaction() as tx:
        await outbound.withdraw(tx, number_in(code), acting)
    return see_other(f"/cases/{number_in(code)}/hand-over", "flash.handing.withdrawn")


decision_pages = page_router("/cases/decisions")


@decision_pages.get("")
async def decisions_page(web: Web, request: Request, viewer: Reading) -> Response:
    return await _draw_decisions(web, request, viewer)


@decision_pages.post("/{case_id}")
async def decide_page(
    web: Web, request: Request, case_id: UUID, *, viewer: Deciding, form: Form
) -> Response:
    fields = FormReader(form)
    named = UnitCode(fields.text("unit"))
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.DECIDE, viewer.here)
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    do = partial(deciding.decide, case_id=CaseId(case_id), named=named, acting=acting)
    refused = await tried(web, fields.form, do, fields={NobodyServesIt: "unit"})
    if refused.is_refused:
        return await _draw_decisions(web, request, viewer, form=refused)
    return see_other("/cases/decisions", "flash.handing.decided")


async def _acting_on(
    web: WebContext, viewer: Viewer, code: str, *, version: int | None = None
) -> Acting:
    async with web.database.transaction() as tx:
        case = await cases.find_case(tx, number_in(code))
        await viewer.must(tx, Right.WORK, case.unit)
    return Acting(
        principal=viewer.principal, place=web.place, now=viewer.now, seen_version=version
    )


async def _draw(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    code: str,
    form: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        case = await cases.find_case(tx, number_in(code))
        await viewer.must(tx, Right.WORK, case.unit)
        way = await queries.last_handover(tx, case.id)
        decision = await queries.decision_of(tx, case.id)
        known = await queries.addressees(tx, here=viewer.here, day=viewer.today)
        codes = {case.unit, *((way.unit, way.to_unit) if way else ())}
        names = await units.names_of(tx, codes, viewer.today)
    reader = views.Reading(words=words, names=names, here=viewer.here)
    view = views.hand_over_view(case, way, decision=decision, units=known, reading=reader)
    filled = form or FormData.blank(version=case.version, reason=HandReason.NOT_OURS.value)
    return web.templates.render(request, "hand_over_page.html", view=view, form=filled)


async def _draw_decisions(
    web: WebContext, request: Request, viewer: Viewer, *, form: FormData | None = None
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
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
    reader = views.Reading(words=words, names=names, here=viewer.here)
    line = partial(views.decision_line, tree=tree, reading=reader)
    return web.templates.render(
        request,
        "decisions_page.html",
        waiting=[line(one, bounces) for one in waiting],
        decided=[line(one, before) for one in decided],
        units=views.addressee_options(known, reader),
        may_decide=may_decide,
        form=form or FormData.blank(),
    )
