"""Campaigns over HTTP: what was launched, and what the boards show."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header, Query, UploadFile
from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from services.registry.campaigns import queries, workflows
from services.registry.campaigns.domain import duties as limits
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignId,
    CampaignState,
)
from services.registry.campaigns.domain.duties import CellState, Duty, What
from services.registry.campaigns.domain.plans import Plan, Submission
from services.registry.campaigns.queries import Board, unit_served
from services.registry.campaigns.workflows import submit_plan
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.idempotency import once
from shared.kernel.file_kinds import Upload
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right

ADDRESS = "/api/registry/v1/campaigns"
NOBODY: frozenset[UnitCode] = frozenset()
OF_CAMPAIGN = ("id", "host", "state", "version", "launched_on", "closed_on")
OF_CELL = ("state", "have", "wanted", "done_on", "days")
OF_PLAN = ("id", "campaign", "unit", "number", "dated_on", "submitted_on", "due_on", "host")


class DutyForm(BaseModel):
    """One thing asked; either `due_on`, or `within_days` working days after the launch."""

    code: str = Field(min_length=1, max_length=20)
    what: What
    title: str = Field(max_length=limits.MOST_TITLE_CHARS)
    kinds: list[str] = []
    units: list[str] = []
    count: int = Field(default=1, ge=1, le=limits.MOST_COUNT)
    due_on: date | None = None
    within_days: int | None = Field(default=None, ge=0, le=limits.MOST_DAYS)

    def duty(self) -> Duty:
        """The duty it stands for."""
        values = self.model_dump() | {"kinds": tuple(self.kinds)}
        return Duty(**values | {"units": tuple(UnitCode(unit) for unit in self.units)})


class CampaignForm(BaseModel):
    """A draft as it is written; what is empty may be filled in before the launch."""

    issuer: str
    title: str
    number: str = ""
    issued_on: date | None = None
    year: int = Field(ge=2000, le=2100)
    first_day: date
    last_day: date
    content_set: str = ""
    themes: list[str] = []
    guidance: str = ""
    duties: list[DutyForm] = Field(default=[], max_length=limits.MOST_DUTIES)

    def content(self) -> CampaignContent:
        """What it says."""
        values = self.model_dump(include=set(CampaignForm.model_fields) - {"duties"}) | {
            "themes": tuple(self.themes)
        }
        duties = tuple(duty.duty() for duty in self.duties)
        return CampaignContent(**values | {"issuer": UnitCode(self.issuer), "duties": duties})


class CampaignView(CampaignForm):
    """A campaign; `awaited` are units it names that nobody has told of yet."""

    id: UUID
    host: str
    state: CampaignState
    version: int
    launched_on: date | None
    closed_on: date | None
    awaited: list[str] = []

    @classmethod
    def of(cls, campaign: Campaign, awaited: frozenset[UnitCode] = NOBODY) -> Self:
        """What is shown of a campaign."""
        content = {name: getattr(campaign.content, name) for name in CampaignForm.model_fields}
        own = {name: getattr(campaign, name) for name in OF_CAMPAIGN}
        shown = content | own | {"awaited": sorted(awaited)}
        return cls.model_validate(shown, from_attributes=True)


class CampaignList(BaseModel):
    """Every campaign one may see, the latest year first."""

    campaigns: list[CampaignView]


class CellView(BaseModel):
    """One duty of one unit; `days` are working days left, or late by."""

    duty: str
    state: CellState
    have: int
    wanted: int
    done_on: date | None
    days: int


class RowView(BaseModel):
    """One unit with its duties; what it is not asked is left out."""

    unit: str
    kind: str
    cells: list[CellView]


class BoardView(BaseModel):
    """The duty matrix of a campaign for the units one may read."""

    as_of: date
    tally: dict[CellState, int]
    rows: list[RowView]

    @classmethod
    def of(cls, board: Board) -> Self:
        """What is shown of a board."""
        matrix = board.matrix
        rows = [
            RowView(
                unit=row.unit,
                kind=row.kind,
                cells=[
                    CellView(duty=duty.code, **{name: getattr(cell, name) for name in OF_CELL})
                    for duty, cell in zip(matrix.duties, row.cells, strict=True)
                    if cell.is_asked
                ],
            )
            for row in matrix.rows
        ]
        return cls(as_of=board.today, tally=dict(matrix.tally), rows=rows)


Key = Annotated[str | None, Header(alias="Idempotency-Key")]


class SeenVersion(BaseModel):
    """Which version whoever acts was looking at."""

    version: int


class EditForm(CampaignForm, SeenVersion):
    """A draft with changes."""


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
        file = f"/files/{plan.file}" if plan.file else None
        shown = {name: getattr(plan, name) for name in OF_PLAN}
        return cls(**shown, late_working_days=plan.late_days, file=file)


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


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]


campaign_routes = APIRouter(prefix=ADDRESS, tags=["registry"])


@campaign_routes.get("")
async def get_campaigns(web: Web, viewer: Reader) -> CampaignList:
    """Every campaign known here; drafts only to those who may write them."""
    async with web.database.transaction() as tx:
        campaigns = await queries.campaigns_shown(tx, viewer)
        waits = await queries.waits(tx)
    views = [
        CampaignView.of(campaign, waits.get(campaign.id, NOBODY)) for campaign in campaigns
    ]
    return CampaignList(campaigns=views)


@campaign_routes.get("/{campaign_id}")
async def get_campaign(web: Web, campaign_id: UUID, viewer: Reader) -> CampaignView:
    """One campaign."""
    async with web.database.transaction() as tx:
        campaign = await queries.campaign_shown(tx, campaign_id, viewer)
        waits = await queries.waits(tx)
    return CampaignView.of(campaign, waits.get(campaign.id, NOBODY))


@campaign_routes.get("/{campaign_id}/duties")
async def get_duties(web: Web, campaign_id: UUID, viewer: Reader) -> BoardView:
    """The duty matrix, for the units one may read."""
    async with web.database.transaction() as tx:
        return BoardView.of(await queries.board_of(tx, campaign_id, viewer))


draft_routes = APIRouter(prefix=ADDRESS, tags=["registry"])


@draft_routes.post("", status_code=201)
async def post_campaign(
    web: Web, *, form: CampaignForm, viewer: Writer, key: Key = None
) -> CampaignView:
    """Write a draft."""
    async with web.database.transaction() as tx:
        await queries.unit_served(tx, form.issuer, viewer, right=Right.WORK)

        async def draft() -> dict[str, Any]:
            campaign = await workflows.draft_campaign(
                tx, form.content(), viewer, campaign_id=uuid7()
            )
            return CampaignView.of(campaign).model_dump(mode="json")

        answer = await once(tx, key, request=form.model_dump_json().encode(), do=draft)
    return CampaignView.model_validate(answer)


@draft_routes.put("/{campaign_id}")
async def put_campaign(
    web: Web, *, campaign_id: UUID, form: EditForm, viewer: Writer
) -> CampaignView:
    """Save a draft anew; 409 if somebody else has saved it since `version`."""
    async with web.database.transaction() as tx:
        await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
        await queries.unit_served(tx, form.issuer, viewer, right=Right.WORK)
        campaign = await workflows.edit_campaign(
            tx, campaign_id, form.content(), replace(viewer, seen_version=form.version)
        )
    return CampaignView.of(campaign)


launch_routes = APIRouter(prefix=ADDRESS, tags=["registry"])


@launch_routes.post("/{campaign_id}/launch")
async def post_launch(
    web: Web, *, campaign_id: UUID, seen: SeenVersion, viewer: Leader
) -> CampaignView:
    """Call upon everyone below."""
    async with web.database.transaction() as tx:
        await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
        campaign = await workflows.launch_campaign(
            tx, campaign_id, replace(viewer, seen_version=seen.version)
        )
    return CampaignView.of(campaign)


@launch_routes.post("/{campaign_id}/close")
async def post_close(web: Web, campaign_id: UUID, viewer: Leader) -> CampaignView:
    """Let the campaign be over."""
    async with web.database.transaction() as tx:
        await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
        campaign = await workflows.close_campaign(tx, campaign_id, viewer)
    return CampaignView.of(campaign)


plan_routes = APIRouter(prefix="/api/registry/v1/plans", tags=["registry"])


@plan_routes.get("")
async def get_plans(web: Web, campaign: Annotated[UUID, Query()], viewer: Reader) -> PlanList:
    """The plans of the units one may read."""
    async with web.database.transaction() as tx:
        plans = await queries.plans_shown(tx, campaign, viewer)
    return PlanList(plans=[PlanView.of(plan) for plan in plans])


@plan_routes.get("/{plan_id}")
async def get_plan(web: Web, plan_id: UUID, viewer: Reader) -> PlanView:
    """One plan."""
    async with web.database.transaction() as tx:
        return PlanView.of(await queries.plan_shown(tx, plan_id, viewer))


@plan_routes.post("/with-file", status_code=201)
async def post_plan(web: Web, form: Annotated[PlanForm, Form()], viewer: Writer) -> PlanView:
    """Hand in a plan of a unit served here."""
    upload = Upload(name=form.file.filename or "", content=await form.file.read())
    async with web.database.transaction() as tx:
        unit = await unit_served(tx, form.unit, viewer, right=Right.WORK)
        plan = await submit_plan(
            tx, web.files, form.submission(), viewer, upload=upload, kind=unit.kind
        )
    return PlanView.of(plan)
