"""Who may do what: roles held over a unit and everything below it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.places import UnitCode


class Role(StrEnum):
    """What a person is entrusted with."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a role allows."""

    READ = "read"
    """See the staff pages of the units in one's scope."""
    WORK = "work"
    """Enter and change what a unit registers, promises and reports."""
    REVIEW = "review"
    """Judge evidence and score."""
    DECIDE = "decide"
    """Launch, recognise, sign, close."""
    ADMINISTER = "administer"
    """Keep units, accounts, roles and tokens."""
    AUDIT = "audit"
    """Read who did what, and who read what."""


RIGHTS_OF: dict[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset({Right.READ, Right.WORK}),
    Role.REVIEWER: frozenset({Right.READ, Right.REVIEW}),
    Role.LEADER: frozenset({Right.READ, Right.WORK, Right.DECIDE}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.ADMINISTER}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over `unit` and everything below it."""

    role: Role
    unit: UnitCode


def holds(grants: Collection[Grant], right: Right, line: Collection[str]) -> bool:
    """Whether `right` is held over a unit whose line of superiors, itself included, is `line`.

    >>> officer = Grant(Role.OFFICER, UnitCode("sai-dong"))
    >>> holds([officer], Right.WORK, ["to-1", "sai-dong", "long-bien"])
    True
    >>> holds([officer], Right.WORK, ["hoa-mau", "long-bien"])
    False
    """
    return any(right in RIGHTS_OF[grant.role] and grant.unit in line for grant in grants)
