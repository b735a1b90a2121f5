"""What registry tells of units as they change: down from who decides, up from who hosts."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic

BOTH_WAYS = (Reach.DOWN, Reach.UP)


class BegunUnit(BaseModel):
    """A unit as it begins by a change."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    vi: str
    en: str
    parent: str | None
    host: str
    sector_parent: str | None = None
    gso_code: str = ""
    eid: str = ""
    made_up: bool = False


class ChangedChild(BaseModel):
    """A unit that goes under another parent because its own one changes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: str
    parent: str | None = None
    sector_parent: str | None = None
    host: str | None = None


class TakingOver(BaseModel):
    """A unit that takes over, and how much; no share: no rule divides what was."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: str
    share: tuple[int, int] | None = None
    begins: BegunUnit | None = None


class UnitRenamed(Event):
    """A unit is called otherwise from a day on."""

    topic: ClassVar[Topic] = Topic("registry", "unit_renamed", 1, reaches=BOTH_WAYS)

    change: UUID
    unit: str
    vi: str
    en: str
    effective_on: date
    basis: str
    host: str
    """The place that decided."""


class UnitMoved(Event):
    """A unit stands under other parents, or is served by another node; None: as before."""

    topic: ClassVar[Topic] = Topic("registry", "unit_moved", 1, reaches=BOTH_WAYS)

    change: UUID
    moves: tuple[ChangedChild, ...]
    effective_on: date
    basis: str
    host: str


class UnitsMerged(Event):
    """Units become one, new or old; their children go where `children` says."""

    topic: ClassVar[Topic] = Topic("registry", "units_merged", 1, reaches=BOTH_WAYS)

    change: UUID
    units: tuple[str, ...]
    into: TakingOver
    children: tuple[ChangedChild, ...] = ()
    effective_on: date
    basis: str
    host: str


class UnitSplit(Event):
    """A unit is divided among others, itself perhaps among them."""

    topic: ClassVar[Topic] = Topic("registry", "unit_split", 1, reaches=BOTH_WAYS)

    change: UUID
    unit: str
    into: tuple[TakingOver, ...]
    children: tuple[ChangedChild, ...] = ()
    effective_on: date
    basis: str
    host: str


class UnitAbolished(Event):
    """A unit ends and nobody takes over what it was."""

    topic: ClassVar[Topic] = Topic("registry", "unit_abolished", 1, reaches=BOTH_WAYS)

    change: UUID
    unit: str
    children: tuple[ChangedChild, ...] = ()
    effective_on: date
    basis: str
    host: str


class UnitChangeUndone(Event):
    """A planned change will not be; everything is as if it had never been stated."""

    topic: ClassVar[Topic] = Topic("registry", "unit_change_undone", 1, reaches=BOTH_WAYS)

    change: UUID
    host: str


class HeadCountTold(Event):
    """How many people a unit had on a day."""

    topic: ClassVar[Topic] = Topic("registry", "head_count_told", 1, reaches=(Reach.UP,))

    unit: str
    counted_on: date
    heads: int
