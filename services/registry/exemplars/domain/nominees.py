"""Nominees: whom a nomination is about, and how nominations are looked for."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

NAME_READ = "nomination.nominee"
"""How the trail names that somebody opened a name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a nomination is about; never leaves the node."""

    name: str
    may_name_publicly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineeQuery:
    """Which nominations are looked for; nothing said means all."""

    year: int | None = None
    state: str = ""
    subject: str = ""
    unit: str = ""
    host: str = ""
    not_host: str = ""
    units: Collection[str] | None = None
    """Only of these units, where somebody may not see all."""
    states: Collection[str] | None = None
    is_proposed: bool = False
    """Only what is proposed to a level above, and not taken up there yet."""
    after: UUID | None = None
    limit: int = 50
