"""What registry tells: who is who and since when, what is asked of them, what they did."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

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
    sector_parent: str | None = None
    gso_code: str = ""
    eid: str = ""
    basis: str = ""
    change: UUID | None = None
    """The planned change it begins by, where it can still be undone."""


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


class DutyAsked(BaseModel):
    """One duty of a campaign: what, of which kinds of unit or units, how many, by when."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    what: Literal["plan", "model", "initiative", "pledge", "nomination", "report"]
    title: str
    """As the document words it."""
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    count: int
    due_on: date


class CampaignLaunched(Event):
    """A unit calls upon everyone below: its document, its contents, and what is asked."""

    topic: ClassVar[Topic] = Topic("registry", "campaign_launched", 1, reaches=(Reach.DOWN,))

    campaign: UUID
    issuer: str
    number: str
    issued_on: date
    title: str
    guidance: str = ""
    year: int
    first_day: date
    last_day: date
    content_set: str = ""
    themes: tuple[str, ...]
    duties: tuple[DutyAsked, ...]
    launched_on: date


class CampaignClosed(Event):
    """A campaign is over; nothing more is taken in for it."""

    topic: ClassVar[Topic] = Topic("registry", "campaign_closed", 1, reaches=(Reach.DOWN,))

    campaign: UUID
    closed_on: date


class PlanSubmitted(Event):
    """A unit handed in its plan for a campaign; the paper itself stays where it is."""

    topic: ClassVar[Topic] = Topic("registry", "plan_submitted", 1)

    plan: UUID
    campaign: UUID
    unit: str
    number: str
    dated_on: date
    submitted_on: date
    due_on: date | None
    late_working_days: int


class SessionEnded(Event):
    """A session or an API token is over, whatever its pass still says."""

    topic: ClassVar[Topic] = Topic("registry", "session_ended", 1, reaches=(Reach.LOCAL,))

    session: UUID
    keep_until: datetime
    """From then on the pass is void by its own date, and need not be remembered."""
