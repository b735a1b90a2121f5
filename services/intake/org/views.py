"""Viewers: whoever comes through a door of this service, as its queries know them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends

from services.intake.org.queries import Viewer
from shared.chassis.access import Principal, declared
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


def viewing(web: WebContext, *rights: Right) -> Callable[..., Viewer]:
    """A door that lets through who holds one of `rights` over any unit, and says who it is."""

    def viewer(principal: Annotated[Principal, Depends(web.access.staff(*rights))]) -> Viewer:
        now = datetime.now(UTC)
        return Viewer(
            principal=principal, here=web.place.code, now=now, today=web.place.day_of(now)
        )

    return declared(viewer, *rights)
