"""Campaigns as people look at them: the list, the board, and what one's own units owe."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns import queries, workflows
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignId,
    DraftChanged,
    units_of,
)
from services.registry.campaigns.domain.duties import BoardFilter, BoardOrder
from services.registry.campaigns.domain.plans import File, Plan, PlanUndated, Submission
from services.registry.campaigns.queries import (
    Board,
    file_shown,
    plan_shown,
    plans_before,
    plans_shown,
)
from services.registry.campaigns.views import form as texts
from services.registry.campaigns.views.board import board_csv, board_view
from services.registry.campaigns.views.campaigns import (
    Naming,
    campaign_list,
    campaign_view,
    preview_view,
    tab_of,
)
from services.registry.campaigns.views.form import Choices, content_typed
from services.registry.campaigns.views.plans import my_duties, plan_form, plan_view, unit_duties
from services.registry.campaigns.workflows import submit_plan
from services.registry.org.domain import document_number
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import RegistryContext, Web
from shared.chassis import audit
from shared.chassis.access import to_anyone
from shared.chassis.attachments import Digest
from shared.chassis.database import Transaction
from shared.kernel import file_kinds
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.formats import clock
from shared.portal.list_query import list_query_of
from shared.portal.parts import Change
from shared.portal.showcase import showcase
from shared.portal.web_context import WebContext, page_router
from shared.portal.words import Words

Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
Form = Annotated[FormData, Depends(form_data_of)]


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """How a board is asked for in its address."""

    kind: Annotated[str, Query()] = ""
    state: Annotated[str, Query()] = ""
    order: Annotated[str, Query()] = ""

    @property
    def filter(self) -> BoardFilter:
        """What it lets through; an order nobody knows is the usual one."""
        known = self.order in {order.value for order in BoardOrder}
        order = BoardOrder(self.order) if known else BoardOrder.NAME
        return BoardFilter(kind=self.kind, state=self.state, order=order)


async def naming(
    tx: Transaction, viewer: Viewer, words: Words, *, codes: Collection[str]
) -> Naming:
    """The names of units, in the reader's language."""
    names = await queries.units_named_so(tx, codes, viewer)
    return Naming(words=words, here=viewer.here, names=names)


campaign_pages = page_router()


@campaign_pages.get("/campaigns")
async def campaigns_page(
    web: Web, request: Request, viewer: Reader, tab: str = ""
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        campaigns = await queries.campaigns_shown(tx, viewer)
        issuers = {campaign.content.issuer for campaign in campaigns}
        names = await naming(tx, viewer, words, codes=issuers)
        boards = await queries.boards_of(tx, viewer)
    may = viewer.principal.has(Right.WORK)
    view = campaign_list(campaigns, boards, tab=tab_of(tab), viewer=names, may_draft=may)
    return web.templates.render(request, "campaigns_page.html", view=view)


@campaign_pages.get("/campaigns/{campaign_id}")
async def campaign_page(
    web: Web,
    request: Request,
    campaign_id: UUID,
    *,
    viewer: Reader,
    query: Annotated[BoardQuery, Depends()],
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        board = await queries.board_of(tx, campaign_id, viewer)
        issuer = board.campaign.content.issuer
        names = await naming(tx, viewer, words, codes=[issuer])
        decides = await viewer.may(tx, Right.DECIDE, issuer)
    view = campaign_view(
        board,
        board_view(board, query.filter, words),
        names,
        may_write=viewer.principal.has(Right.WORK),
        may_decide=decides,
    )
    return web.templates.render(request, "campaign_page.html", view=view)


board_pages = page_router("/campaigns/{campaign_id}")


async def _board_of(web: WebContext, campaign_id: UUID, viewer: Viewer) -> Board:
    async with web.database.transaction() as tx:
        return await queries.board_of(tx, campaign_id, viewer)


@board_pages.get("/board")
async def _board(
    web: Web,
    request: Request,
    campaign_id: UUID,
    *,
    viewer: Reader,
    query: Annotated[BoardQuery, Depends()],
) -> HTMLResponse:
    words = web.templates.words_for(request)
    view = board_view(await _board_of(web, campaign_id, viewer), query.filter, words)
    return web.templates.render(request, "_duty_board.html", board=view)


@board_pages.get("/duties.csv")
async def duties_csv(
    web: Web,
    request: Request,
    campaign_id: UUID,
    *,
    viewer: Reader,
    query: Annotated[BoardQuery, Depends()],
) -> Response:
    board = await _board_of(web, campaign_id, viewer)
    spreadsheet = board_csv(board, query.filter, web.templates.words_for(request))
    name = f"nghia-vu-{board.campaign.content.year}-{board.today.isoformat()}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(spreadsheet, media_type="text/csv", headers=headers)


@board_pages.get("/units/{unit}")
async def unit_duties_page(
    web: Web, request: Request, campaign_id: UUID, unit: str, *, viewer: Reader
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.READ, unit)
        board = await queries.board_of(tx, campaign_id, viewer)
        plans = await plans_shown(tx, campaign_id, viewer, unit=unit)
        may = await viewer.may(tx, Right.WORK, unit)
    doing_at = viewer.here if may else ""
    view = unit_duties(board, plans, unit, words=words, doing_at=doing_at)
    return web.templates.render(request, "unit_duties_page.html", view=view)


duty_pages = page_router()


@duty_pages.get("/duties")
async def duties_page(web: Web, request: Request, viewer: Reader) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        boards = await queries.boards_of(tx, viewer)
    doing_at = viewer.here if viewer.principal.has(Right.WORK) else ""
    lines = my_duties(boards, words, doing_at=doing_at)
    return web.templates.render(request, "duties_page.html", lines=lines)


ADD, REMOVE = "add", "remove-"


draft_pages = page_router("/campaigns")


@draft_pages.get("/new")
async def new_campaign_page(web: Web, request: Request, viewer: Writer) -> HTMLResponse:
    async with web.database.transaction() as tx:
        choices = await _choices(web, tx, request, viewer)
    form = texts.fresh(viewer.today, choices.issuers, campaign_id=uuid7())
    return _render_form(web, request, form, choices)


@draft_pages.post("/new")
async def write_campaign(web: Web, request: Request, viewer: Writer, form: Form) -> Response:
    return await _answer(web, request, form, viewer)


@draft_pages.get("/{campaign_id}/edit")
async def edit_campaign_page(
    web: Web, request: Request, campaign_id: UUID, viewer: Writer
) -> HTMLResponse:
    async with web.database.transaction() as tx:
        draft = await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
        choices = await _choices(web, tx, request, viewer)
    form = FormData(texts.texts_of(draft.content))
    return _render_form(web, request, form, choices, draft=draft)


@draft_pages.post("/{campaign_id}/edit")
async def mend_campaign(
    web: Web, request: Request, campaign_id: UUID, *, viewer: Writer, form: Form
) -> Response:
    return await _answer(web, request, form, viewer, campaign_id)


async def _choices(
    web: WebContext, tx: Transaction, request: Request, viewer: Viewer
) -> Choices:
    return Choices(
        issuers=await queries.units_served(tx, viewer, right=Right.WORK),
        kinds=await queries.kinds_there_are(tx, viewer),
        words=web.templates.words_for(request),
    )


def _render_form(
    web: WebContext,
    request: Request,
    form: FormData,
    choices: Choices,
    *,
    draft: Campaign | None = None,
    changes: tuple[Change, ...] = (),
) -> HTMLResponse:
    view = choices.form_view(form, draft=draft, changes=changes)
    changed_at = clock(draft.saved_at.astimezone(web.place.time_zone)) if draft else ""
    return web.templates.render(
        request, "campaign_form_page.html", view=view, form=form, changed_at=changed_at
    )


async def _answer(
    web: WebContext,
    request: Request,
    form: FormData,
    viewer: Viewer,
    campaign_id: UUID | None = None,
) -> Response:
    """One more duty, one less, or the draft saved."""
    async with web.database.transaction() as tx:
        choices = await _choices(web, tx, request, viewer)
        draft = None
        if campaign_id is not None:
            draft = await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
    do = form.text("do")
    if do == ADD:
        longer = texts.with_duty(form, form.text("offered"), year=viewer.today.year)
        return _render_form(web, request, longer, choices, draft=draft)
    if do.startswith(REMOVE):
        shorter = texts.without_duty(form, do.removeprefix(REMOVE))
        return _render_form(web, request, shorter, choices, draft=draft)
    return await _save(web, request, form, viewer, choices=choices, draft=draft)


async def _save(
    web: WebContext,
    request: Request,
    form: FormData,
    viewer: Viewer,
    *,
    choices: Choices,
    draft: Campaign | None,
) -> Response:
    content, read = content_typed(form, choices)
    if read.is_refused:
        return _render_form(web, request, read, choices, draft=draft)
    try:
        campaign = await _write(web, content, form, viewer, draft=draft)
    except DraftChanged as no:
        assert draft is not None  # a new draft has no other editor
        theirs = await _draft_of(web, draft.id, viewer)
        both, changes = texts.merged(form, texts.texts_of(theirs.content), choices.words)
        refused = both.refused(WHOLE_FORM, no)
        return _render_form(
            web, request, refused, choices, draft=theirs, changes=tuple(changes)
        )
    except Rejection as no:
        refused = form.refused(WHOLE_FORM, no)
        return _render_form(web, request, refused, choices, draft=draft)
    return see_other(f"/campaigns/{campaign.id}", "flash.campaigns.saved")


async def _write(
    web: WebContext,
    content: CampaignContent,
    form: FormData,
    viewer: Viewer,
    *,
    draft: Campaign | None,
) -> Campaign:
    version = FormReader(form).whole("version") if draft else None
    acting = replace(viewer, seen_version=version)
    async with web.database.transaction() as tx:
        if draft is None:
            return await workflows.draft_campaign_once(
                tx, content, acting, campaign_id=_id_in(form)
            )
        return await workflows.edit_campaign(tx, draft.id, content, acting)


async def _draft_of(web: WebContext, campaign_id: UUID, viewer: Viewer) -> Campaign:
    async with web.database.transaction() as tx:
        return await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)


def _id_in(form: FormData) -> UUID:
    """The id the form was drawn with: sent twice, it is one draft."""
    try:
        return UUID(form.text("id"))
    except ValueError:
        return uuid7()


launch_pages = page_router("/campaigns/{campaign_id}")


@launch_pages.get("/launch")
async def launch_page(
    web: Web, request: Request, campaign_id: UUID, viewer: Leader
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        draft = await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
        names = await naming(tx, viewer, words, codes=units_of(draft.content))
        units = await queries.asked_of(tx, draft, viewer)
    view = preview_view(draft, units, names, today=viewer.today)
    return web.templates.render(request, "launch_page.html", view=view)


@launch_pages.post("/launch")
async def launch(web: Web, campaign_id: UUID, viewer: Leader, form: Form) -> Response:
    acting = replace(viewer, seen_version=FormReader(form).whole("version"))
    async with web.database.transaction() as tx:
        await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
        await workflows.launch_campaign(tx, campaign_id, acting)
    return see_other(f"/campaigns/{campaign_id}", "flash.campaigns.launched")


@launch_pages.post("/close")
async def close(web: Web, campaign_id: UUID, viewer: Leader, form: Form) -> Response:  # noqa: ARG001 - its token is looked at
    async with web.database.transaction() as tx:
        await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
        await workflows.close_campaign(tx, campaign_id, viewer)
    return see_other(f"/campaigns/{campaign_id}", "flash.campaigns.closed")


component_pages = page_router()


@component_pages.get("/components", dependencies=[to_anyone])
async def components_page(web: Web, request: Request) -> HTMLResponse:
    query = list_query_of(request, ("name", "models"))
    view = showcase(web.templates.words_for(request), query)
    return web.templates.render(request, "portal/components.html", view=view)


file_pages = page_router()


@file_pages.get("/files/{file_id}")
async def file_kept(web: Web, file_id: UUID, viewer: Reader) -> Response:
    async with web.database.transaction() as tx:
        file = await queries.file_shown(tx, file_id, viewer)
        await audit.record_reading(tx, viewer.principal, "file.content", subject=str(file.id))
    content = await web.files.content_of(Digest(file.digest))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=file.media_type, headers=headers)


ABOUT_THE_FILE = (
    file_kinds.FileEmpty,
    file_kinds.FileTooLarge,
    file_kinds.FileNotOfUse,
    file_kinds.FileNotWhatItSays,
    file_kinds.FileDamaged,
    file_kinds.FileCarriesMacros,
)


plan_pages = page_router()


@plan_pages.get("/campaigns/{campaign_id}/plan")
async def plan_form_page(
    web: Web, request: Request, campaign_id: UUID, viewer: Writer, *, unit: str = ""
) -> HTMLResponse:
    return await _render_plan_form(web, request, campaign_id, viewer, FormData.blank(unit=unit))


@plan_pages.post("/campaigns/{campaign_id}/plan/with-file")
async def hand_in_plan(
    web: Web, request: Request, campaign_id: UUID, viewer: Writer
) -> Response:
    form = await form_data_of(request)
    try:
        plan, read = await _submit_plan(web, campaign_id, form, viewer)
    except Rejection as no:
        field = "file" if isinstance(no, ABOUT_THE_FILE) else WHOLE_FORM
        plan, read = None, form.refused(field, no)
    if plan is None:
        return await _render_plan_form(web, request, campaign_id, viewer, read)
    return see_other(f"/plans/{plan.id}", "flash.plans.submitted", number=plan.number)


@plan_pages.get("/plans/{plan_id}")
async def plan_page(web: Web, request: Request, plan_id: UUID, viewer: Reader) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        plan = await plan_shown(tx, plan_id, viewer)
        campaign = await queries.campaign_shown(tx, plan.campaign, viewer)
        names = await naming(tx, viewer, words, codes=[plan.unit, plan.host])
        file = await _file_of(tx, plan, viewer)
    title, zone = campaign.content.title, web.place.time_zone
    view = plan_view(plan, title, file, names=names, zone=zone)
    return web.templates.render(request, "plan_page.html", view=view)


async def _render_plan_form(
    web: WebContext, request: Request, campaign_id: UUID, viewer: Viewer, form: FormData
) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        campaign = await queries.campaign_shown(tx, campaign_id, viewer)
        units = await queries.units_served(tx, viewer, right=Right.WORK)
        chosen = form.text("unit") or (units[0].unit if len(units) == 1 else "")
        before = await plans_before(tx, campaign_id, chosen)
    view = plan_form(campaign, units, viewer, before=before, chosen=chosen, words=words)
    return web.templates.render(request, "plan_form_page.html", view=view, form=form)


async def _submit_plan(
    web: RegistryContext, campaign_id: UUID, form: FormData, viewer: Viewer
) -> tuple[Plan | None, FormData]:
    """The plan, or the form with every refusal beside its field."""
    fields = FormReader(form)
    number = fields.text("number", most=60)
    if number:
        fields.made("number", document_number)
    if not form.text("dated_on"):
        fields.refuse("dated_on", PlanUndated())
    dated_on = fields.day("dated_on")
    unit = fields.text("unit", most=64)
    upload = form.upload("file")
    if upload is None:
        fields.refuse("file", file_kinds.FileMissing())
    if fields.form.is_refused or upload is None:
        return None, fields.form
    sent = file_kinds.Upload(name=upload.name, content=upload.content)
    async with web.database.transaction() as tx:
        known = await queries.unit_served(tx, unit, viewer, right=Right.WORK)
        submission = Submission(
            campaign=CampaignId(campaign_id), unit=known.unit, number=number, dated_on=dated_on
        )
        plan = await submit_plan(
            tx, web.files, submission, viewer, upload=sent, kind=known.kind
        )
    return plan, form


async def _file_of(tx: Transaction, plan: Plan, viewer: Viewer) -> File | None:
    return await file_shown(tx, plan.file, viewer) if plan.file else None
