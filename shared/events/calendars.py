"""What intake tells of working calendars: a year, published from above for everyone below."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic


class ToldDay(BaseModel):
    """A day that is not what its weekday says; `low` confidence: remembered, not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: date
    kind: Literal["holiday", "makeup_off", "swap_off", "swap_work"]
    confidence: Literal["high", "medium", "low"] = "high"


class CalendarYearPublished(Event):
    """The working year as published by the document `source`; the highest version stands."""

    topic: ClassVar[Topic] = Topic(
        "intake", "calendar_year_published", 1, reaches=(Reach.DOWN, Reach.LOCAL)
    )

    year: int
    version: int
    source: str
    confirmed: bool
    days: tuple[ToldDay, ...]
    published_on: date


class DossierDueMoved(Event):
    """The day a dossier is judged by moved because of the working year `calendar`.

    `promised_on` is what the applicant is told from now on; `promise_id` as in other facts
    about dossiers.
    """

    topic: ClassVar[Topic] = Topic("intake", "dossier_due_moved", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    received_on: date
    old_on: date
    new_on: date
    promised_on: date
    calendar_year: int
    calendar_version: int
    moved_on: date
