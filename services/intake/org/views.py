"""Viewers: whoever comes through a door of this service, as its queries know them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from services.intake.org.queries import Viewer
from shared.chassis.access import Principal, declared, staff
from shared.kernel.roles import Right


def viewing(*rights: Right) -> Callable[..., Viewer]:
    """Lets through who holds one of `rights` over any unit, and says who it is."""

    def viewer(
        request: Request, principal: Annotated[Principal, Depends(staff(*rights))]
    ) -> Viewer:
        place, now = request.app.state.place, datetime.now(UTC)
        return Viewer(principal=principal, here=place.code, now=now, today=place.day_of(now))

    return declared(viewer, *rights)
