"""Viewing: who looks at what is here, and on which day."""

from dataclasses import dataclass
from datetime import date, datetime

from services.intake.store import lines
from shared.chassis.access import Asker
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody at this node, now; `today` is the civic day here."""

    asker: Asker
    here: PlaceCode
    now: datetime
    today: date

    async def may(self, tx: Transaction, right: Right, unit: str) -> bool:
        """Whether `right` is held over a unit, as it is organised today."""
        return self.asker.may(right, await lines.list_line(tx, unit, day=self.today))

    async def must(self, tx: Transaction, right: Right, unit: str) -> None:
        """Pass, or refuse.

        Raises:
            NotYours: if `right` is not held over the unit.

        """
        self.asker.must(right, await lines.list_line(tx, unit, day=self.today))
