"""The asker: somebody who is known, and over which units that somebody may do what."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotAllowed
from shared.kernel.roles import RIGHTS_OF, Grant, Right, holds


class NotYours(NotAllowed):
    """Tài khoản này không có quyền làm việc này ở đơn vị này. Hãy hỏi người quản trị đơn vị.
    This account may not do this at this unit. Ask the administrator of your unit.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A person with a session, or a machine with a token."""

    account: UUID
    session: UUID
    grants: tuple[Grant, ...]
    acting_for: UUID | None = None
    """The account in whose name this one acts, for as long as a delegation lasts."""
    is_machine: bool = False
    name: str = ""
    """How the person is called on the pages; it travels in the person's own cookie only."""
    acting_for_name: str = ""
    must_change_password: bool = False
    """Signed in with a one-time password: nothing else is open until it is changed."""

    def has(self, right: Right) -> bool:
        """Whether `right` is held over any unit at all."""
        return any(right in RIGHTS_OF[grant.role] for grant in self.grants)

    def may(self, right: Right, line: Collection[str]) -> bool:
        """Whether `right` is held over a unit; `line` is that unit and all its superiors."""
        return holds(self.grants, right, line)

    def must(self, right: Right, line: Collection[str]) -> None:
        """Pass, or refuse.

        Raises:
            NotYours: if `right` is not held over the unit.

        """
        if not self.may(right, line):
            raise NotYours

    def scopes(self, right: Right) -> frozenset[UnitCode]:
        """The units over which, and below which, `right` is held."""
        return frozenset(g.unit for g in self.grants if right in RIGHTS_OF[g.role])

    @property
    def persons(self) -> frozenset[UUID]:
        """Everybody whose hands these are: the person, and whoever is acted for."""
        return frozenset({self.account} | ({self.acting_for} if self.acting_for else set()))
