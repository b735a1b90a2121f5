"""Scopes: the units whose things somebody may see or work on."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Some units, or all but some: whoever stands high up holds nearly everything.

    >>> [unit in Scope({"east"}, is_all_but=True) for unit in ("east", "west")]
    [False, True]
    """

    units: AbstractSet[str]
    is_all_but: bool = False

    def __contains__(self, unit: object) -> bool:
        return (unit in self.units) is not self.is_all_but

    @property
    def is_everything(self) -> bool:
        """Whether no unit is left out."""
        return self.is_all_but and not self.units


EVERYTHING = Scope(frozenset(), is_all_but=True)
