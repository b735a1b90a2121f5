"""Viewers: whoever comes through a door of this service, as its queries know them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends

from services.intake.org.queries.viewing import Viewer
from shared.chassis.access import Asker, declared
from shared.kernel.roles import Right
from shared.portal.desk import Desk


def viewing(desk: Desk, *rights: Right) -> Callable[..., Viewer]:
    """A door that lets through who holds one of `rights` over any unit, and says who it is."""

    def viewer(asker: Annotated[Asker, Depends(desk.access.staff(*rights))]) -> Viewer:
        now = datetime.now(UTC)
        return Viewer(asker=asker, here=desk.place.code, now=now, today=desk.place.day_of(now))

    return declared(viewer, *rights)
