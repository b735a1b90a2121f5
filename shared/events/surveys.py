"""What surveys tells: counts of ballots, never a ballot."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic


class BallotsTallied(Event):
    """So many more ballots per level for `unit`, the last cast on a day; levels rise to 5."""

    topic: ClassVar[Topic] = Topic("surveys", "ballots_tallied", 1)

    tally_id: UUID
    unit: str
    cast_on: date
    level_1: int
    level_2: int
    level_3: int
    level_4: int
    level_5: int
    ballots: int
