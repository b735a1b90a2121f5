"""What registry tells: who is who, and since when."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic


class UnitEstablished(Event):
    """A unit exists from `valid_from` on, under `parent`, served by the node of `host`."""

    topic: ClassVar[Topic] = Topic(
        "registry", "unit_established", 1, reaches=(Reach.DOWN, Reach.UP)
    )

    unit: str
    parent: str | None
    host: str
    kind: str
    vi: str
    en: str
    valid_from: date
    made_up: bool = False


class ToldChapter(BaseModel):
    """A unit as it was from one day on; `valid_to` is the first day it no longer was.

    `basis` is the number of the legal document by which this chapter began, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    valid_from: date
    valid_to: date | None = None
    parent: str | None
    sector_parent: str | None = None
    host: str
    kind: str
    vi: str
    en: str
    made_up: bool = False
    basis: str = ""


class ToldLink(BaseModel):
    """What became of a unit on a day: who took over how much of what it had been.

    `share` is numerator and denominator; there is none where no rule divides what was, and
    no `successor` where nobody took over. `basis` is the number of the legal document.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    effective_on: date
    successor: str | None = None
    change: Literal["merge", "split", "abolish"]
    share: tuple[int, int] | None = None
    basis: str


class UnitChaptersTold(Event):
    """The whole history of one unit, for the other services of its node; none: it never was.

    `went_to` holds what became of it. Who came to be of it says so in its own telling.
    """

    topic: ClassVar[Topic] = Topic("registry", "unit_chapters_told", 1, reaches=(Reach.LOCAL,))

    unit: str
    chapters: tuple[ToldChapter, ...]
    went_to: tuple[ToldLink, ...] = ()
