"""What registry tells of models, pledges and commitments: codes and counts, never a person."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic

UP = (Reach.UP,)


class ModelRegistered(Event):
    """A unit registered a model with criteria to judge it by; the highest revision stands.

    `title` is the public title; the name of an individual owner is never told.
    """

    topic: ClassVar[Topic] = Topic("registry", "model_registered", 1, reaches=UP)

    model: UUID
    unit: str
    title: str
    kind: Literal["model", "initiative", "work"]
    field: str
    themes: tuple[str, ...] = ()
    owner: Literal["collective", "individual"]
    novelty: Literal["new", "consolidated"]
    year: int
    registered_on: date
    criteria_count: int
    campaign: UUID | None = None
    revision: int


class ModelReviewed(Event):
    """A model was judged by its criteria; the words of the reviewer stay where they are."""

    topic: ClassVar[Topic] = Topic("registry", "model_reviewed", 1, reaches=UP)

    model: UUID
    unit: str
    reviewed_on: date
    is_passed: bool
    criteria_met: int
    criteria_count: int


class ModelRecognised(Event):
    """A model was recognised by the document numbered `basis`."""

    topic: ClassVar[Topic] = Topic("registry", "model_recognised", 1, reaches=UP)

    model: UUID
    unit: str
    recognised_on: date
    basis: str


class ModelReplicated(Event):
    """`unit` follows the model `source` with a model of its own; told again as it grows."""

    topic: ClassVar[Topic] = Topic("registry", "model_replicated", 1, reaches=UP)

    copied_as: UUID
    source: UUID
    unit: str
    since: date
    reached: int | None = None


class ModelClosed(Event):
    """A model came to its end, or was given up."""

    topic: ClassVar[Topic] = Topic("registry", "model_closed", 1, reaches=UP)

    model: UUID
    unit: str
    closed_on: date
    is_cancelled: bool


class FieldCounted(BaseModel):
    """The counts of one field; what a report does not say is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    field: str
    registered: int | None = None
    new: int | None = None
    consolidated: int | None = None
    recognised: int | None = None
    replicated: int | None = None


class ModelFiguresCounted(Event):
    """What a unit reports of its models by field; the highest revision stands."""

    topic: ClassVar[Topic] = Topic("registry", "model_figures_counted", 1, reaches=UP)

    unit: str
    first_year: int
    last_year: int
    fields: tuple[FieldCounted, ...]
    stated_total: int | None = None
    counted_on: date
    revision: int


class PledgesCounted(Event):
    """How many of a unit's staff have signed for a theme; the highest revision stands."""

    topic: ClassVar[Topic] = Topic("registry", "pledges_counted", 1, reaches=UP)

    unit: str
    year: int
    theme: str
    members: int
    signed: int
    counted_on: date
    revision: int


class CommitmentsCounted(Event):
    """How many households, businesses or bodies have signed; the highest revision stands."""

    topic: ClassVar[Topic] = Topic("registry", "commitments_counted", 1, reaches=UP)

    unit: str
    year: int
    theme: str
    by: Literal["household", "business", "organisation", "support_household", "support_person"]
    signed: int
    of: int | None = None
    kept: int | None = None
    counted_on: date
    revision: int
