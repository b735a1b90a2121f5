"""What registry tells: who is who, and since when."""

from datetime import date
from typing import ClassVar

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
