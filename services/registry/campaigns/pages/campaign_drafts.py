"""Drafts of campaigns: written, mended by several, looked over once more, launched."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    DraftChanged,
    units_of,
)
from services.registry.campaigns.pages.campaigns import naming
from services.registry.campaigns.queries import campaigns as queries
from services.registry.campaigns.views import campaign_texts as texts
from services.registry.campaigns.views.campaign_form import Choices, content_typed
from services.registry.campaigns.views.campaigns import preview_view
from services.registry.campaigns.workflows import campaigns as workflows
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.formats import clock
from shared.portal.parts import Change
from shared.portal.web_context import WebContext

Form = Annotated[FormData, Depends(form_data_of)]
ADD, REMOVE = "add", "remove-"


def draft_pages(web: WebContext) -> APIRouter:
    """The form of a campaign, new or begun."""
    router = web.router("/campaigns")
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
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
    router = web.router("/campaigns/{campaign_id}")
    leader = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]

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
