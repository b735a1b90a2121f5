"""The pages that are looked at: one line each. What is in braces comes from the world."""

from dataclasses import dataclass

from shared.chassis.access import Asker
from tests.browser import world


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the house, and who looks at it."""

    address: str
    who: Asker | None = None
    status: int = 200

    def __str__(self) -> str:
        """Its name, for reports and for the pictures of it."""
        return self.address + (f" {self.who.grants[0].role}" if self.who else "")


PAGES: tuple[Shown, ...] = (
    Shown("/components"),
    Shown("/nowhere", status=404),
    Shown("/nowhere", world.OFFICER, status=404),
    Shown("/reports", world.LEADER),
    Shown("/nodes", world.LEADER),
    Shown("/campaigns", world.LEADER),
    Shown("/campaigns/new", world.OFFICER),
    Shown("/campaigns/{campaign}", world.LEADER),
    Shown("/campaigns/{campaign}/units/sai-dong", world.OFFICER),
    Shown("/campaigns/{campaign}/plan?unit=sai-dong", world.OFFICER),
    Shown("/campaigns/{draft}/edit", world.OFFICER),
    Shown("/campaigns/{draft}/launch", world.LEADER),
    Shown("/duties", world.OFFICER),
    Shown("/plans/{plan}", world.OFFICER),
)
"""Pages of the real node, as the world in `world.py` fills it."""

GALLERY = tuple(
    Shown(address, status=404 if address == "/refused" else 200)
    for address in (
        "/report/full",
        "/report/empty",
        "/report/zero",
        "/report/missing",
        "/report/ward",
        "/facts/20",
        "/facts/0",
        "/nodes/troubled",
        "/nodes/well",
        "/refused",
    )
)
"""States one seldom meets, drawn from scenes made up in `stories.py`."""
