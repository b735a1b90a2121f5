"""What became of a model: the steps it took, and what shows that it is under way."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.models.domain.model_steps import ModelStep


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMove:
    """A step a model took."""

    id: UUID
    model: UUID
    step: ModelStep
    happened_on: date
    document: str = ""
    comment: str = ""
    criteria_met: int | None = None
    criteria_count: int | None = None
    is_passed: bool | None = None
    by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that a model is under way."""

    id: UUID
    model: UUID
    happened_on: date
    note: str
    file: UUID | None = None
    by: UUID | None = None
