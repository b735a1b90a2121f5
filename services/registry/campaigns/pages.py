"""Campaigns as people look at them: the list, the board, and what one's own units owe."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns import queries, workflows
from services.registry.campaigns import queries as campaigns_queries
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignId,
    DraftChanged,
    units_of,
)
from services.registry.campaigns.domain.duty_matrix import BoardFilter, BoardOrder
from services.registry.campaigns.domain.files import File
from services.registry.campaigns.domain.plans import Plan, PlanUndated, Submission
from services.registry.campaigns.queries import (
    Board,
    file_shown,
    plan_shown,
    plans_before,
    plans_shown,
)
from services.registry.campaigns.views import campaign_texts as texts
from services.registry.campaigns.views.campaign_form import Choices, content_typed
from services.registry.campaigns.views.campaigns import (
    Naming,
    campaign_list,
    campaign_view,
    preview_view,
    tab_of,
)
from services.registry.campaigns.views.duty_board import BoardPageView, board_csv, board_view
from services.registry.campaigns.views.plans import my_duties, plan_form, plan_view, unit_duties
from services.registry.campaigns.workflows import Counter, submit_plan
from services.registry.org.domain import document_number
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis import audit
from shared.chassis.access import to_anyone
from shared.chassis.attachments import Attachments, Digest
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


@dataclass(frozen=True, slots=True)
class Asked:
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


def campaign_pages(web: WebContext) -> APIRouter:
    """The list of campaigns and the board of each."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("/campaigns")
    async def campaigns_page(request: Request, viewer: reader, tab: str = "") -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            found = await queries.campaigns_shown(tx, viewer)
            issuers = {one.content.issuer for one in found}
            names = await naming(tx, viewer, words, codes=issuers)
            boards = await queries.boards_of(tx, viewer)
        may = viewer.principal.has(Right.WORK)
        view = campaign_list(found, boards, tab=tab_of(tab), viewer=names, may_draft=may)
        return web.templates.render(request, "campaigns_page.html", view=view)

    @router.get("/campaigns/{campaign_id}")
    async def campaign_page(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            board = await queries.board_of(tx, campaign_id, viewer)
            issuer = board.campaign.content.issuer
            names = await naming(tx, viewer, words, codes=[issuer])
            decides = await viewer.may(tx, Right.DECIDE, issuer)
        view = campaign_view(
            board,
            board_view(board, asked.filter, words),
            names,
            may_write=viewer.principal.has(Right.WORK),
            may_decide=decides,
        )
        return web.templates.render(request, "campaign_page.html", view=view)

    return router


def board_pages(web: WebContext) -> APIRouter:
    """The parts of a board: a fragment that keeps it fresh, a sheet, one unit of it."""
    router = page_router("/campaigns/{campaign_id}")
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    async def seen(campaign_id: UUID, viewer: Viewer) -> Board:
        async with web.database.transaction() as tx:
            return await queries.board_of(tx, campaign_id, viewer)

    @router.get("/board")
    async def _board(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        view: BoardPageView = board_view(await seen(campaign_id, viewer), asked.filter, words)
        return web.templates.render(request, "_duty_board.html", board=view)

    @router.get("/duties.csv")
    async def duties_csv(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> Response:
        board = await seen(campaign_id, viewer)
        sheet = board_csv(board, asked.filter, web.templates.words_for(request))
        name = f"nghia-vu-{board.campaign.content.year}-{board.today.isoformat()}.csv"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(sheet, media_type="text/csv", headers=headers)

    @router.get("/units/{unit}")
    async def unit_duties_page(
        request: Request, campaign_id: UUID, unit: str, *, viewer: reader
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

    return router


def duty_pages(web: WebContext) -> APIRouter:
    """What the reader's own units still have to do."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("/duties")
    async def duties_page(request: Request, viewer: reader) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            boards = await queries.boards_of(tx, viewer)
        doing_at = viewer.here if viewer.principal.has(Right.WORK) else ""
        lines = my_duties(boards, words, doing_at=doing_at)
        return web.templates.render(request, "duties_page.html", lines=lines)

    return router


Form = Annotated[FormData, Depends(form_data_of)]
ADD, REMOVE = "add", "remove-"


def draft_pages(web: WebContext) -> APIRouter:
    """The form of a campaign, new or begun."""
    router = page_router("/campaigns")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    former = _Former(web)

    @router.get("/new")
    async def new_campaign_page(request: Request, viewer: writer) -> HTMLResponse:
        async with web.database.transaction() as tx:
            choices = await former.choices(tx, request, viewer)
        form = texts.fresh(viewer.today, choices.issuers, campaign_id=uuid7())
        return former.render(request, form, choices)

    @router.post("/new")
    async def write_campaign(request: Request, viewer: writer, form: Form) -> Response:
        return await former.answer(request, form, viewer, campaign_id=None)

    @router.get("/{campaign_id}/edit")
    async def edit_campaign_page(
        request: Request, campaign_id: UUID, viewer: writer
    ) -> HTMLResponse:
        async with web.database.transaction() as tx:
            draft = await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
            choices = await former.choices(tx, request, viewer)
        form = FormData(texts.texts_of(draft.content))
        return former.render(request, form, choices, draft=draft)

    @router.post("/{campaign_id}/edit")
    async def mend_campaign(
        request: Request, campaign_id: UUID, *, viewer: writer, form: Form
    ) -> Response:
        return await former.answer(request, form, viewer, campaign_id=campaign_id)

    return router


class _Former:
    """Draws the form and reads it; one for new campaigns and for drafts."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def choices(self, tx: Transaction, request: Request, viewer: Viewer) -> Choices:
        """What may be chosen at this node by this person."""
        return Choices(
            issuers=await queries.units_served(tx, viewer, right=Right.WORK),
            kinds=await queries.kinds_there_are(tx, viewer),
            words=self._desk.templates.words_for(request),
        )

    def render(
        self,
        request: Request,
        form: FormData,
        choices: Choices,
        *,
        draft: Campaign | None = None,
        changes: tuple[Change, ...] = (),
    ) -> HTMLResponse:
        """The form as it stands."""
        view = choices.scene(form, draft=draft, changes=changes)
        changed_at = (
            clock(draft.saved_at.astimezone(self._desk.place.time_zone)) if draft else ""
        )
        return self._desk.templates.render(
            request, "campaign_form_page.html", view=view, form=form, changed_at=changed_at
        )

    async def answer(
        self, request: Request, form: FormData, viewer: Viewer, *, campaign_id: UUID | None
    ) -> Response:
        """One more duty, one less, or the draft saved."""
        async with self._desk.database.transaction() as tx:
            choices = await self.choices(tx, request, viewer)
            draft = None
            if campaign_id is not None:
                held = queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
                draft = await held
        asked = form.text("do")
        if asked == ADD:
            year = viewer.today.year
            longer = texts.with_duty(form, form.text("offered"), year=year)
            return self.render(request, longer, choices, draft=draft)
        if asked.startswith(REMOVE):
            shorter = texts.without_duty(form, asked.removeprefix(REMOVE))
            return self.render(request, shorter, choices, draft=draft)
        return await self._saved(request, form, (viewer, choices, draft))

    async def _saved(
        self, request: Request, form: FormData, by: tuple[Viewer, Choices, Campaign | None]
    ) -> Response:
        viewer, choices, draft = by
        content, read = content_typed(form, choices)
        if read.is_refused:
            return self.render(request, read, choices, draft=draft)
        try:
            campaign = await self._write(content, form, viewer, draft=draft)
        except DraftChanged:
            return await self._changed(request, form, by)
        except Rejection as no:
            return self.render(request, form.refused(WHOLE_FORM, no), choices, draft=draft)
        return see_other(f"/campaigns/{campaign.id}", "flash.campaigns.saved")

    async def _write(
        self,
        content: CampaignContent,
        form: FormData,
        viewer: Viewer,
        *,
        draft: Campaign | None,
    ) -> Campaign:
        async with self._desk.database.transaction() as tx:
            if draft is None:
                return await workflows.draft_campaign_once(
                    tx, content, campaign_id=_id_in(form), host=viewer.here, now=viewer.now
                )
            seen = form.text("version")
            return await workflows.edit_campaign(
                tx,
                draft.id,
                content,
                seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
                now=viewer.now,
            )

    async def _changed(
        self, request: Request, form: FormData, by: tuple[Viewer, Choices, Campaign | None]
    ) -> HTMLResponse:
        """The second editor sees what the first one saved; nothing typed is lost."""
        viewer, choices, before = by
        assert before is not None  # a new draft has no other editor
        async with self._desk.database.transaction() as tx:
            theirs = await queries.campaign_held(tx, before.id, viewer, right=Right.WORK)
        both, changes = texts.merged(form, texts.texts_of(theirs.content), choices.words)
        refused = both.refused(WHOLE_FORM, DraftChanged())
        return self.render(request, refused, choices, draft=theirs, changes=tuple(changes))


def _id_in(form: FormData) -> UUID:
    """The id the form was drawn with: sent twice, it is one draft."""
    try:
        return UUID(form.text("id"))
    except ValueError:
        return uuid7()


def launch_pages(web: WebContext) -> APIRouter:
    """The last look before a campaign goes out, and its end."""
    router = page_router("/campaigns/{campaign_id}")
    leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]

    @router.get("/launch")
    async def launch_page(request: Request, campaign_id: UUID, viewer: leader) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            draft = await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
            names = await naming(tx, viewer, words, codes=units_of(draft.content))
            asked = await queries.asked_of(tx, draft, viewer)
        view = preview_view(draft, asked, names, today=viewer.today)
        return web.templates.render(request, "launch_page.html", view=view)

    @router.post("/launch")
    async def launch(campaign_id: UUID, viewer: leader, form: Form) -> Response:
        seen = form.text("version")
        async with web.database.transaction() as tx:
            await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
            await workflows.launch_campaign(
                tx,
                campaign_id,
                seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
                today=viewer.today,
                now=viewer.now,
            )
            await audit.record(
                tx, viewer.principal, "campaign.launched", subject=str(campaign_id)
            )
        return see_other(f"/campaigns/{campaign_id}", "flash.campaigns.launched")

    @router.post("/close")
    async def close(campaign_id: UUID, viewer: leader, form: Form) -> Response:  # noqa: ARG001 - its token is looked at
        async with web.database.transaction() as tx:
            await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
            await workflows.close_campaign(
                tx, campaign_id, here=viewer.here, today=viewer.today, now=viewer.now
            )
            await audit.record(
                tx, viewer.principal, "campaign.closed", subject=str(campaign_id)
            )
        return see_other(f"/campaigns/{campaign_id}", "flash.campaigns.closed")

    return router


def component_pages(web: WebContext) -> APIRouter:
    """`/components`."""
    router = page_router()

    @router.get("/components", dependencies=[to_anyone])
    async def components_page(request: Request) -> HTMLResponse:
        sheet = list_query_of(request, ("name", "models"))
        view = showcase(web.templates.words_for(request), sheet)
        return web.templates.render(request, "portal/components.html", view=view)

    return router


def file_pages(web: WebContext, files: Attachments) -> APIRouter:
    """One address per file; what is in it is never shown inside a page of ours."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("/files/{file_id}")
    async def file_kept(file_id: UUID, viewer: reader) -> Response:
        async with web.database.transaction() as tx:
            file = await campaigns_queries.file_shown(tx, file_id, viewer)
            await audit.record_reading(
                tx, viewer.principal, "file.content", subject=str(file.id)
            )
        content = await files.content_of(Digest(file.digest))
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=file.media_type, headers=headers)

    return router


ABOUT_THE_FILE = (
    file_kinds.FileEmpty,
    file_kinds.FileTooLarge,
    file_kinds.FileNotOfUse,
    file_kinds.FileNotWhatItSays,
    file_kinds.FileDamaged,
    file_kinds.FileCarriesMacros,
)


def plan_pages(web: WebContext, files: Attachments) -> APIRouter:
    """The form of a plan, its receipt, its file."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    clerk = _Clerk(web, files)

    @router.get("/campaigns/{campaign_id}/plan")
    async def plan_form_page(
        request: Request, campaign_id: UUID, viewer: writer, *, unit: str = ""
    ) -> HTMLResponse:
        return await clerk.render(request, campaign_id, viewer, form=FormData.blank(unit=unit))

    @router.post("/campaigns/{campaign_id}/plan/with-file")
    async def hand_in_plan(request: Request, campaign_id: UUID, viewer: writer) -> Response:
        form = await form_data_of(request)
        try:
            plan, read = await clerk.take_in(campaign_id, form, viewer)
        except Rejection as no:
            field = "file" if isinstance(no, ABOUT_THE_FILE) else WHOLE_FORM
            plan, read = None, form.refused(field, no)
        if plan is None:
            return await clerk.render(request, campaign_id, viewer, form=read)
        return see_other(f"/plans/{plan.id}", "flash.plans.submitted", number=plan.number)

    @router.get("/plans/{plan_id}")
    async def plan_page(request: Request, plan_id: UUID, viewer: reader) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            plan = await plan_shown(tx, plan_id, viewer)
            campaign = await queries.campaign_shown(tx, plan.campaign, viewer)
            names = await naming(tx, viewer, words, codes=[plan.unit, plan.host])
            file = await _file_of(tx, plan, viewer)
        title, zone = campaign.content.title, web.place.time_zone
        view = plan_view(plan, title, file, names=names, zone=zone)
        return web.templates.render(request, "plan_page.html", view=view)

    return router


class _Clerk:
    """Reads the form of a plan and takes the plan in."""

    def __init__(self, web: WebContext, files: Attachments) -> None:
        self._desk = web
        self._files = files

    async def render(
        self, request: Request, campaign_id: UUID, viewer: Viewer, *, form: FormData
    ) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            campaign = await queries.campaign_shown(tx, campaign_id, viewer)
            units = await queries.units_served(tx, viewer, right=Right.WORK)
            chosen = form.text("unit") or (units[0].unit if len(units) == 1 else "")
            before = await plans_before(tx, campaign_id, chosen)
        view = plan_form(campaign, units, viewer, before=before, chosen=chosen, words=words)
        return self._desk.templates.render(request, "plan_form_page.html", view=view, form=form)

    async def take_in(
        self, campaign_id: UUID, form: FormData, viewer: Viewer
    ) -> tuple[Plan | None, FormData]:
        """The plan, or the form with every refusal beside its field.

        Raises:
            Rejection: if the file, or the whole of it, is refused.

        """
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
        async with self._desk.database.transaction() as tx:
            known = await queries.unit_served(tx, unit, viewer, right=Right.WORK)
            at = Counter.opened(viewer.here, known.kind, now=viewer.now, today=viewer.today)
            submission = Submission(
                campaign=CampaignId(campaign_id),
                unit=known.unit,
                number=number,
                dated_on=dated_on,
            )
            sent = file_kinds.Upload(name=upload.name, content=upload.content)
            plan = await submit_plan(tx, self._files, submission, upload=sent, at=at)
            await audit.record(tx, viewer.principal, "plan.submitted", subject=str(plan.id))
        return plan, form


async def _file_of(tx: Transaction, plan: Plan, viewer: Viewer) -> File | None:
    return await file_shown(tx, plan.file, viewer) if plan.file else None
