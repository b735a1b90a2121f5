"""What compliance tells: duties broken and mended, activities held."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

PromiseKind = Literal["dossier", "feedback"]


class BreachFound(Event):
    """A promised date passed without the result; told once per promise."""

    topic: ClassVar[Topic] = Topic("compliance", "breach_found", 1)

    breach_id: UUID
    subject: PromiseKind
    subject_id: UUID
    unit: str
    due_on: date
    found_on: date


class BreachCleared(Event):
    """What was late has now been delivered; the breach stays on record."""

    topic: ClassVar[Topic] = Topic("compliance", "breach_cleared", 1)

    breach_id: UUID
    subject: PromiseKind
    subject_id: UUID
    unit: str
    due_on: date
    cleared_on: date


class ActivityRecorded(Event):
    """A unit did something countable that a theme asks for."""

    topic: ClassVar[Topic] = Topic("compliance", "activity_recorded", 1)

    activity_id: UUID
    unit: str
    kind: str
    held_on: date
    count: int
    planned: int | None = None
