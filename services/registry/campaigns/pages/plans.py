"""Plans as clerks hand them in, and as everyone in the line reads them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.domain.campaigns import CampaignId
from services.registry.campaigns.domain.files import File
from services.registry.campaigns.domain.plans import Plan, PlanUndated, Submission
from services.registry.campaigns.pages.campaigns import naming
from services.registry.campaigns.queries import campaigns as queries
from services.registry.campaigns.queries.files import file_shown
from services.registry.campaigns.queries.plans import plan_shown, plans_before
from services.registry.campaigns.views.plans import plan_form, plan_view
from services.registry.campaigns.workflows.plans import Counter, submit_plan
from services.registry.org.domain.documents import document_number
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis import audit
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel import file_kinds
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext

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
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
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
