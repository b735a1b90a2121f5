"""What intake tells of working calendars: a year, published from above for everyone below."""

from datetime import date
from typing import ClassVar, Literal

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
