"""Acting: who does something, in whose name, where and when, and what they had seen of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.chassis.database import Transaction
from shared.chassis.directory import line_of, scope_below
from shared.chassis.principal import Principal
from shared.kernel.places import Place, PlaceCode, UnitCode
from shared.kernel.roles import Right
from shared.kernel.scopes import EVERYTHING, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What every workflow is told of the hand behind it.

    No principal: the node itself, or its operator; they may do everything.
    """

    place: Place
    now: datetime
    principal: Principal | None = None
    seen_version: int | None = None
    """The version of the thing that whoever acts had before them, if it has versions."""

    @property
    def here(self) -> PlaceCode:
        """The code of this place."""
        return self.place.code

    @property
    def today(self) -> date:
        """The civic day at this place."""
        return self.place.day_of(self.now)

    @property
    def account(self) -> UUID | None:
        """The account that acts, if it is somebody."""
        return self.principal.account if self.principal else None

    @property
    def person(self) -> str:
        """The name of the person who acts, to keep on record; empty for a machine or none."""
        return self.principal.name if self.principal and not self.principal.is_machine else ""

    async def line_of(self, tx: Transaction, unit: str) -> tuple[UnitCode, ...]:
        """A unit and everybody above it today."""
        return await line_of(tx, unit, day=self.today)

    async def may(self, tx: Transaction, right: Right, unit: str) -> bool:
        """Whether `right` is held over a unit today."""
        if self.principal is None:
            return True
        return self.principal.may(right, await self.line_of(tx, unit))

    async def must(self, tx: Transaction, right: Right, unit: str) -> None:
        """Pass, or refuse.

        Raises:
            NotYours: if `right` is not held over the unit.

        """
        if self.principal is not None:
            self.principal.must(right, await self.line_of(tx, unit))

    async def scope(self, tx: Transaction, right: Right) -> Scope:
        """The units over which `right` is held today."""
        if self.principal is None:
            return EVERYTHING
        return await scope_below(tx, self.principal.scopes(right), day=self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Acting):
    """The same, where it is known to be somebody."""

    principal: Principal
