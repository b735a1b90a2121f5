"""Kinds of units: their branch, their level, and under which kinds they may stand."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKindName:
    """A branch or a level."""

    code: str
    vi: str
    en: str
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKind:
    """A kind of unit; no `parents`: it may stand under any."""

    code: str
    branch: str
    level: str
    vi: str
    en: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKinds:
    """Every kind there is. Kinds we do not know are left to whoever uses them."""

    kinds: Mapping[str, UnitKind]
    branches: Mapping[str, UnitKindName]
    levels: Mapping[str, UnitKindName]

    def allow(self, kind: str, *, under: str) -> bool:
        """Whether a unit of one kind may stand under one of another."""
        known = self.kinds.get(kind)
        if known is None or under not in self.kinds or not known.parents:
            return True
        return under in known.parents

    def same_sector(self, kind: str, other: str) -> bool:
        """Whether both belong to one branch, as far as we know them."""
        one, two = self.kinds.get(kind), self.kinds.get(other)
        return one is None or two is None or one.branch == two.branch
