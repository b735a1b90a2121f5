"""Models as they are sent and shown over HTTP."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from services.registry.campaigns.queries import unit_served
from services.registry.models import queries, workflows
from services.registry.models.domain import models as limits
from services.registry.models.domain.models import (
    Model,
    ModelContent,
    ModelKind,
    ModelState,
    Novelty,
    Owner,
)
from services.registry.models.domain.search import COUNTED_UP_TO, ModelQuery, code_of
from services.registry.models.domain.steps import MOST_COMMENT_CHARS, ModelStep, Review
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right

Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]

OF_MODEL = ("id", "host", "state", "version", "registered_on", "criteria_count")
OF_CONTENT = (
    "unit", "title", "kind", "field", "themes", "owner", "novelty", "year", "criteria",
    "campaign",
)  # fmt: skip


class ModelForm(BaseModel):
    """A model as it is registered; `person` is kept here and never told."""

    unit: str
    title: str = Field(max_length=limits.MOST_TITLE_CHARS)
    kind: ModelKind = ModelKind.MODEL
    field: str
    themes: list[str] = []
    owner: Owner = Owner.COLLECTIVE
    novelty: Novelty = Novelty.NEW
    year: int
    criteria: list[str] = Field(default=[], max_length=limits.MOST_CRITERIA)
    sections: dict[str, str] = {}
    campaign: UUID | None = None
    person: str = ""

    def content(self) -> ModelContent:
        """What it says."""
        values = self.model_dump(include=set(ModelForm.model_fields))
        plain = {"themes": tuple(self.themes), "criteria": tuple(self.criteria)}
        return ModelContent(**values | plain | {"unit": UnitCode(self.unit)})


class NewModel(ModelForm):
    """A model to be registered, kept as a draft, or made to follow another since today."""

    is_draft: bool = False
    follows: UUID | None = None


class ChangedModel(ModelForm):
    """What is to stand in a model; `version` is the one that was looked at."""

    version: int


class ModelView(BaseModel):
    """A model; criteria and sections are there only at the node that keeps it."""

    id: UUID
    code: str
    unit: str
    host: str
    title: str
    kind: ModelKind
    field: str
    themes: list[str]
    owner: Owner
    novelty: Novelty
    year: int
    state: ModelState
    version: int
    registered_on: date | None
    criteria: list[str]
    criteria_count: int
    campaign: UUID | None

    @classmethod
    def of(cls, model: Model) -> Self:
        """What is shown of a model."""
        content = {name: getattr(model.content, name) for name in OF_CONTENT}
        own = {name: getattr(model, name) for name in OF_MODEL}
        return cls(code=code_of(model.id), **content, **own)


class CopyView(BaseModel):
    """That a unit follows a model with one of its own."""

    copied_as: UUID
    source: UUID
    unit: str
    since: date
    reached: int | None


class Lineage(BaseModel):
    """Everything a model descends from, and everything that follows it."""

    copies: list[CopyView]


class ModelList(BaseModel):
    """One page; `count` stands on the first only, one more than the cap meaning many."""

    models: list[ModelView]
    after: str
    count: int | None
    counted_up_to: int = COUNTED_UP_TO


class ModelStepForm(BaseModel):
    """A step; a recognition names its document."""

    step: ModelStep
    on: date
    version: int
    document: str = ""
    comment: str = Field(default="", max_length=MOST_COMMENT_CHARS)


class ReviewForm(BaseModel):
    """What a reviewer found."""

    reviewed_on: date
    criteria_met: int = Field(ge=0)
    is_passed: bool
    comment: str = Field(default="", max_length=MOST_COMMENT_CHARS)
    version: int

    def review(self) -> Review:
        """What it says."""
        values = self.model_dump(exclude={"version"})
        return Review(**values, criteria_count=self.criteria_met)


ADDRESS = "/api/registry/v1/models"
MOST_AT_ONCE = 200


class Sifted:
    """How a list of models is asked for."""

    def __init__(
        self,
        *,
        q: Annotated[str, Query(max_length=200)] = "",
        unit: Annotated[str, Query(max_length=64)] = "",
        field: Annotated[str, Query(max_length=8)] = "",
        theme: Annotated[str, Query(max_length=8)] = "",
        state: ModelState | None = None,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
        kind: ModelKind | None = None,
    ) -> None:
        self.sought = ModelQuery(
            text=q,
            within=unit,
            field=field,
            theme=theme,
            state=state.value if state else "",
            year=year,
            kind=kind.value if kind else "",
        )


model_routes = APIRouter(prefix=ADDRESS, tags=["registry"])


@model_routes.get("")
async def get_models(
    web: Web,
    viewer: Reader,
    sifted: Annotated[Sifted, Depends()],
    *,
    after: Annotated[str, Query(max_length=60)] = "",
    size: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 50,
) -> ModelList:
    """The models of the units one may read of, written as typed first, then the newest."""
    async with web.database.transaction() as tx:
        sought = await queries.within_scope(tx, sifted.sought, viewer)
        page = await queries.find_models(tx, sought, after=after, size=size, day=viewer.today)
    views = [ModelView.of(model) for model in page.models]
    return ModelList(models=views, after=page.next_after, count=page.count)


@model_routes.get("/{model_id}")
async def get_model(web: Web, model_id: UUID, viewer: Reader) -> ModelView:
    """One model."""
    async with web.database.transaction() as tx:
        model = await queries.model_held(tx, model_id, viewer, right=Right.READ)
    return ModelView.of(model)


@model_routes.get("/{model_id}/lineage")
async def get_lineage(web: Web, model_id: UUID, viewer: Reader) -> Lineage:
    """Whom it follows, and who follows it."""
    async with web.database.transaction() as tx:
        dossier = await queries.dossier_of(tx, model_id, viewer)
    copies = [
        CopyView(
            copied_as=copy.copy,
            source=copy.source,
            unit=copy.unit,
            since=copy.since,
            reached=copy.reached,
        )
        for copy in dossier.family
    ]
    return Lineage(copies=copies)


@model_routes.post("", status_code=201)
async def post_model(web: Web, form: NewModel, viewer: Writer) -> ModelView:
    """Register a model of a unit served here."""
    model_id = uuid7()
    async with web.database.transaction() as tx:
        await unit_served(tx, form.unit, viewer, right=Right.WORK)
        if form.follows:
            following = workflows.Following(source=form.follows, since=viewer.today)
            model = await workflows.follow_model(
                tx, form.content(), following, viewer, model_id=model_id
            )
        else:
            model = await workflows.write_model(
                tx, form.content(), viewer, model_id=model_id, is_draft=form.is_draft
            )
    return ModelView.of(model)


@model_routes.put("/{model_id}")
async def put_model(web: Web, model_id: UUID, form: ChangedModel, viewer: Writer) -> ModelView:
    """Write a model anew, if nobody has changed it since it was looked at."""
    acting = replace(viewer, seen_version=form.version)
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        await unit_served(tx, form.unit, viewer, right=Right.WORK)
        model = await workflows.rewrite_model(tx, model_id, form.content(), acting)
    return ModelView.of(model)


RIGHT_FOR = {ModelStep.RECOGNISE: Right.DECIDE}


@model_routes.post("/{model_id}/steps")
async def post_step(web: Web, model_id: UUID, form: ModelStepForm, viewer: Writer) -> ModelView:
    """Register a draft, begin, recognise, close or cancel a model."""
    acting = replace(viewer, seen_version=form.version)
    right = RIGHT_FOR.get(form.step, Right.WORK)
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=right)
        if form.step is ModelStep.REGISTER:
            model = await workflows.register_draft(tx, model_id, acting)
        else:
            taken = workflows.Taken(
                step=form.step, on=form.on, document=form.document, comment=form.comment
            )
            model = await workflows.take_step(tx, model_id, taken, acting)
    return ModelView.of(model)


@model_routes.post("/{model_id}/reviews")
async def post_review(
    web: Web, model_id: UUID, form: ReviewForm, viewer: Reviewer
) -> ModelView:
    """Judge a model of a unit that is not one's own."""
    acting = replace(viewer, seen_version=form.version)
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=Right.REVIEW)
        model = await workflows.review_model(tx, model_id, form.review(), acting)
    return ModelView.of(model)
