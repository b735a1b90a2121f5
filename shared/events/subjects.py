"""The subject grammar: who says what to whom, and which way it came.

up.intake.feedback_resolved.v1                  said here, offered to the parent
ev.reporting.figures_moved.v1                   never leaves the node
down.all.registry.unit_established.v1           a directive for everyone below
down.sai-dong.reporting.facts_receipted.v1      a directive for one child
in.long-bien.in.sai-dong.up.intake.…            the same fact two levels higher: each
                                                receiver has written who handed it over
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.kernel.places import EVERYONE, PlaceCode
from shared.kernel.rejection import Rejection

CUSTODY = "in"
MAX_DEPTH = 6
"""How many levels below a node are listened to; subjects cannot express “any depth”."""


class Reach(StrEnum):
    """How far a fact travels."""

    LOCAL = "ev"
    UP = "up"
    DOWN = "down"


class SubjectUnknown(Rejection):
    """Chủ đề của sự kiện không đúng ngữ pháp chung.
    The subject of this event does not follow the shared grammar.
    """


@dataclass(frozen=True, slots=True)
class Topic:
    """What a fact is called and how far it may travel."""

    service: str
    fact: str
    version: int
    reaches: tuple[Reach, ...] = (Reach.UP,)

    @property
    def name(self) -> str:
        """The name shared by subject, CloudEvents type and schema file.

        >>> Topic("intake", "feedback_received", 1).name
        'intake.feedback_received.v1'
        """
        return f"{self.service}.{self.fact}.v{self.version}"


def lane_of(reach: Reach, target: str = EVERYONE) -> str:
    """The lane a fact is numbered in: whoever may read a lane reads all of it.

    >>> lane_of(Reach.UP), lane_of(Reach.DOWN, "sai-dong")
    ('up', 'down.sai-dong')
    """
    return f"{reach}.{target}" if reach is Reach.DOWN else str(reach)


def subject_of(topic: Topic, lane: str) -> str:
    """Where a fact is published.

    >>> subject_of(Topic("intake", "feedback_received", 1), "up")
    'up.intake.feedback_received.v1'
    """
    return f"{lane}.{topic.name}"


def subjects_from_below(topic: Topic) -> tuple[str, ...]:
    """Where a parent finds a fact of its children, grandchildren and so on."""
    return tuple(
        f"{f'{CUSTODY}.*.' * depth}up.{topic.name}" for depth in range(1, MAX_DEPTH + 1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A subject taken apart. `path` is the chain of custody, nearest child first."""

    path: tuple[PlaceCode, ...]
    lane: str
    service: str
    fact: str
    version: int

    @property
    def name(self) -> str:
        """The topic's name, as `Topic.name`."""
        return f"{self.service}.{self.fact}.v{self.version}"


@lru_cache(maxsize=4096)
def route_of(subject: str) -> Route:
    """`subject` taken apart.

    >>> route_of("in.long-bien.in.sai-dong.up.intake.feedback_received.v1").path
    ('long-bien', 'sai-dong')

    Raises:
        SubjectUnknown: if it does not follow the grammar.

    """
    tokens = subject.split(".")
    path: list[PlaceCode] = []
    while len(tokens) > 1 and tokens[0] == CUSTODY:
        path.append(PlaceCode(tokens[1]))
        tokens = tokens[2:]
    lane_size = 2 if tokens[:1] == [Reach.DOWN] else 1
    lane, name = tokens[:lane_size], tokens[lane_size:]
    service, fact, version = _parts(name)
    return Route(
        path=tuple(path), lane=_known_lane(lane), service=service, fact=fact, version=version
    )


def _known_lane(tokens: list[str]) -> str:
    if not tokens or tokens[0] not in tuple(Reach) or not all(tokens):
        raise SubjectUnknown
    return ".".join(tokens)


def _parts(name: list[str]) -> tuple[str, str, int]:
    if len(name) != len(("service", "fact", "version")) or not name[2][1:].isdigit():
        raise SubjectUnknown
    return name[0], name[1], int(name[2][1:])
