"""The desk of the level above: appeals to decide, and late cases to see to."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.appeals import queries, workflows
from services.intake.appeals.domain import AppealDecidedBefore, KeyNotKnown, NewDayNeeded
from services.intake.appeals.views import appeal_line, late_line
from services.intake.cases.domain.words import ReplyEmpty
from services.intake.categories import queries as categories
from services.intake.handing_over.views import Reading as Reader
from services.intake.org import queries as units
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.acting import Acting
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF: dict[type[Rejection], str] = {
    NewDayNeeded: "until",
    ReplyEmpty: "words",
    AppealDecidedBefore: WHOLE_FORM,
    KeyNotKnown: WHOLE_FORM,
}
UPHOLD, DISMISS = "uphold", "dismiss"


Leading = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Working = Annotated[Viewer, Depends(viewing(Right.WORK))]


appeal_pages = page_router("/cases/appeals")


@appeal_pages.get("")
async def appeals_page(web: Web, request: Request, viewer: Leading) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        waiting = await queries.appeals_here(tx, viewer, is_open=True)
        decided = await queries.appeals_here(tx, viewer, is_open=False)
        tree = await categories.tree_on(tx, viewer.today)
        codes = {one.unit for one in (*waiting, *decided)}
        names = await units.names_of(tx, codes, viewer.today)
    reader = Reader(words=words, names=names, here=viewer.here)
    line = partial(appeal_line, tree=tree, reading=reader)
    return web.templates.render(
        request,
        "appeals_page.html",
        waiting=[line(one) for one in waiting],
        decided=[line(one) for one in decided],
    )


@appeal_pages.get("/{appeal_id}")
async def appeal_page(
    web: Web, *, request: Request, appeal_id: UUID, viewer: Leading
) -> Response:
    return await _draw(web, request, viewer, appeal_id=appeal_id)


@appeal_pages.post("/{appeal_id}")
async def decide_appeal_page(
    web: Web, request: Request, appeal_id: UUID, *, viewer: Leading, form: Form
) -> Response:
    fields = FormReader(form)
    outcome = fields.one_of("outcome", [UPHOLD, DISMISS])
    words = fields.text("words", most=4000)
    until = fields.day("until") if outcome == UPHOLD else None
    async with web.database.transaction() as tx:
        await queries.appeal_opened(tx, appeal_id, viewer)
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    do = partial(workflows.decide, appeal_id=appeal_id, until=until, words=words, acting=acting)
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _draw(web, request, viewer, appeal_id=appeal_id, form=refused)
    return see_other("/cases/appeals", "flash.appeals.decided")


escalation_pages = page_router("/cases/escalations")


@escalation_pages.get("")
async def escalations_page(web: Web, request: Request, viewer: Reading) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        found = await queries.late_here(tx, viewer)
        tree = await categories.tree_on(tx, viewer.today)
        codes = {code for one in found for code in (one.unit, one.to_unit)}
        names = await units.names_of(tx, codes, viewer.today)
    reader = Reader(words=words, names=names, here=viewer.here)
    return web.templates.render(
        request,
        "escalations_page.html",
        lines=[late_line(one, tree=tree, reading=reader) for one in found],
        may_see=viewer.principal.has(Right.WORK),
    )


@escalation_pages.post("/{escalation_id}/see")
async def see_page(web: Web, escalation_id: UUID, viewer: Working) -> Response:
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    async with web.database.transaction() as tx:
        seen = await workflows.see(tx, escalation_id, acting)
        await viewer.must(tx, Right.WORK, seen.to_unit)
    return see_other("/cases/escalations", "flash.escalations.seen")


async def _draw(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    appeal_id: UUID,
    form: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        appeal, said = await queries.appeal_opened(tx, appeal_id, viewer)
        tree = await categories.tree_on(tx, viewer.today)
        names = await units.names_of(tx, {appeal.unit}, viewer.today)
    reader = Reader(words=words, names=names, here=viewer.here)
    page = web.templates.render(
        request,
        "appeal_page.html",
        one=appeal_line(appeal, tree=tree, reading=reader),
        written=said,
        is_open=appeal.decided_on is None,
        outcomes=[Option(one, words(f"appeals.outcome.{one}")) for one in (UPHOLD, DISMISS)],
        form=form or FormData.blank(),
    )
    page.headers["Cache-Control"] = "no-store"
    return page
