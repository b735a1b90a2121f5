"""Ways through the tree: which way a message for somebody else's unit goes from here."""

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from shared.kernel.places import PlaceCode


class Towards(Enum):
    """Which way it goes."""

    HERE = "here"
    DOWN = "down"
    UP = "up"
    NOWHERE = "nowhere"
    """Nobody knows who serves the unit."""


@dataclass(frozen=True, slots=True)
class HostLine:
    """The nodes from a unit upward: the one that serves it first, the top last."""

    hosts: tuple[str, ...]

    @property
    def host(self) -> str | None:
        """Who serves the unit; nobody if it is unknown."""
        return self.hosts[0] if self.hosts else None

    def towards(self, here: str) -> Towards:
        """Which way the unit lies, seen from the node `here`.

        >>> line = HostLine(("west", "district", "city"))
        >>> [line.towards(node).value for node in ("west", "district", "east")]
        ['here', 'down', 'up']
        """
        if not self.hosts:
            return Towards.NOWHERE
        if here == self.host:
            return Towards.HERE
        return Towards.DOWN if here in self.hosts else Towards.UP

    def next_below(self, here: str) -> PlaceCode | None:
        """The child of `here` by which the unit is reached; none if it is not below.

        >>> HostLine(("west", "district", "city")).next_below("city")
        'district'
        >>> HostLine(("west", "district", "city")).next_below("west") is None
        True
        """
        below = {above: child for child, above in pairwise(self.hosts)}
        found = below.get(here)
        return PlaceCode(found) if found is not None else None
