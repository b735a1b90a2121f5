"""Plans over HTTP: handed in with their file, and read."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from pydantic import BaseModel

from services.registry.campaigns.domain.campaigns import CampaignId
from services.registry.campaigns.domain.plans import Plan, Submission
from services.registry.campaigns.queries import plans as queries
from services.registry.campaigns.queries.campaigns import unit_served
from services.registry.campaigns.workflows.plans import Counter, submit_plan
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis import audit
from shared.chassis.attachments import Attachments
from shared.kernel.file_kinds import Upload
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


class PlanView(BaseModel):
    """A plan; `file` is there only at the node that took it in."""

    id: UUID
    campaign: UUID
    unit: str
    number: str
    dated_on: date
    submitted_on: date
    due_on: date | None
    late_working_days: int
    host: str
    file: str | None

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """What is shown of a plan."""
        return cls(
            id=plan.id,
            campaign=plan.campaign,
            unit=plan.unit,
            number=plan.number,
            dated_on=plan.dated_on,
            submitted_on=plan.submitted_on,
            due_on=plan.due_on,
            late_working_days=plan.late_days,
            host=plan.host,
            file=f"/files/{plan.file}" if plan.file else None,
        )


class PlanList(BaseModel):
    """The plans for a campaign, the latest first."""

    plans: list[PlanView]


class PlanForm(BaseModel):
    """A plan with its file: .docx or .pdf, 20 MB at most."""

    campaign: UUID
    unit: str
    number: str
    dated_on: date
    file: UploadFile

    def submission(self) -> Submission:
        """What it says of the plan."""
        return Submission(
            campaign=CampaignId(self.campaign),
            unit=UnitCode(self.unit),
            number=self.number,
            dated_on=self.dated_on,
        )


def plan_routes(web: WebContext, files: Attachments) -> APIRouter:
    """Plans as JSON."""
    router = APIRouter(prefix="/api/registry/v1/plans", tags=["registry"])
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    @router.get("")
    async def get_plans(campaign: Annotated[UUID, Query()], viewer: reader) -> PlanList:
        """The plans of the units one may read."""
        async with web.database.transaction() as tx:
            found = await queries.plans_shown(tx, campaign, viewer)
        return PlanList(plans=[PlanView.of(plan) for plan in found])

    @router.get("/{plan_id}")
    async def get_plan(plan_id: UUID, viewer: reader) -> PlanView:
        """One plan."""
        async with web.database.transaction() as tx:
            return PlanView.of(await queries.plan_shown(tx, plan_id, viewer))

    @router.post("/with-file", status_code=201)
    async def post_plan(form: Annotated[PlanForm, Form()], viewer: writer) -> PlanView:
        """Hand in a plan of a unit served here."""
        upload = Upload(name=form.file.filename or "", content=await form.file.read())
        async with web.database.transaction() as tx:
            unit = await unit_served(tx, form.unit, viewer, right=Right.WORK)
            at = Counter.opened(viewer.here, unit.kind, now=viewer.now, today=viewer.today)
            plan = await submit_plan(tx, files, form.submission(), upload=upload, at=at)
            await audit.record(tx, viewer.principal, "plan.submitted", subject=str(plan.id))
        return PlanView.of(plan)

    return router
