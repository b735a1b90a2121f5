"""Viewing: who looks at what is here, and on which day."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer(ABC):
    """Somebody at this node, now; `today` is the civic day here.

    Each service knows the units in its own way, and says so by `line_of`.
    """

    principal: Principal
    here: PlaceCode
    now: datetime
    today: date

    @abstractmethod
    async def line_of(self, tx: Transaction, unit: str) -> Collection[str]:
        """A unit and all its superiors, as they are organised today."""

    async def may(self, tx: Transaction, right: Right, unit: str) -> bool:
        """Whether `right` is held over a unit, as it is organised today."""
        return self.principal.may(right, await self.line_of(tx, unit))

    async def must(self, tx: Transaction, right: Right, unit: str) -> None:
        """Pass, or refuse.

        Raises:
            NotYours: if `right` is not held over the unit.

        """
        self.principal.must(right, await self.line_of(tx, unit))
