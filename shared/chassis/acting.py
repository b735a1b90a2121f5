"""Acting: who does something, in whose name, where and when, and what they had seen of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.chassis.principal import Principal
from shared.kernel.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What every workflow is told of the hand behind it; no principal: the node itself."""

    place: Place
    now: datetime
    principal: Principal | None = None
    seen_version: int | None = None
    """The version of the thing that whoever acts had before them, if it has versions."""

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
