"""Models as they are sent and shown over HTTP."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.models.domain import models as limits
from services.registry.models.domain.model_search import COUNTED_UP_TO, code_of
from services.registry.models.domain.model_steps import MOST_COMMENT_CHARS, ModelStep, Review
from services.registry.models.domain.models import (
    Model,
    ModelContent,
    ModelKind,
    ModelState,
    Novelty,
    Owner,
)
from shared.kernel.places import UnitCode


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
        told = self.model_dump(include=set(ModelForm.model_fields))
        plain = {"themes": tuple(self.themes), "criteria": tuple(self.criteria)}
        return ModelContent(**told | plain | {"unit": UnitCode(self.unit)})


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
        content = model.content
        return cls(
            id=model.id,
            code=code_of(model.id),
            unit=content.unit,
            host=model.host,
            title=content.title,
            kind=content.kind,
            field=content.field,
            themes=list(content.themes),
            owner=content.owner,
            novelty=content.novelty,
            year=content.year,
            state=model.state,
            version=model.version,
            registered_on=model.registered_on,
            criteria=list(content.criteria),
            criteria_count=model.criteria_count,
            campaign=content.campaign,
        )


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
        told = self.model_dump(exclude={"version"})
        return Review(**told, criteria_count=self.criteria_met)
