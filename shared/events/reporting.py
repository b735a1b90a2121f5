"""What reporting tells: that figures moved, and how whole what was heard is."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic


class FiguresMoved(Event):
    """The tallies of these units changed on days of this span; read them again."""

    topic: ClassVar[Topic] = Topic("reporting", "figures_moved", 1, reaches=(Reach.LOCAL,))

    units: tuple[str, ...]
    first_day: date
    last_day: date


class Mark(BaseModel):
    """How far the facts of one service at one place are numbered without a hole.

    `path` leads from the node that tells this down to the place; empty is the node itself.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: tuple[str, ...] = ()
    service: str
    epoch: int
    nseq: int


class HeadsTold(Event):
    """How far this node's own record reaches, so that its parent sees a missing tail."""

    topic: ClassVar[Topic] = Topic("reporting", "heads_told", 1)

    heads: tuple[Mark, ...]


class FactsReceipted(Event):
    """The parent has written down everything up to these marks; it need not be kept for it."""

    topic: ClassVar[Topic] = Topic("reporting", "facts_receipted", 1, reaches=(Reach.DOWN,))

    receipts: tuple[Mark, ...]


class Missing(BaseModel):
    """A hole: numbers `first` to `last`, both included, of one service at one place."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: tuple[str, ...] = ()
    service: str
    epoch: int
    first: int
    last: int


class FactsRequested(Event):
    """Facts reporting has not heard, here or one level up; who said them says them again."""

    topic: ClassVar[Topic] = Topic(
        "reporting", "facts_requested", 1, reaches=(Reach.DOWN, Reach.LOCAL)
    )

    missing: tuple[Missing, ...]
