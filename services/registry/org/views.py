"""What units, kinds and duties are called on the pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from shared.chassis.access import Principal, declared, staff
from shared.kernel.roles import Right
from shared.portal.words import Words


def unit_name(unit: Askable, words: Words) -> str:
    """A unit in the reader's language."""
    return words.pick(vi=unit.vi, en=unit.en)


def kind_name(kind: str, words: Words) -> str:
    """A kind of unit in the reader's language; kinds may be newer than our words."""
    return words(f"kind.{kind}") if words.knows(f"kind.{kind}") else kind


def viewing(*rights: Right) -> Callable[..., Viewer]:
    """Lets through who holds one of `rights` over any unit, and says who it is."""

    def viewer(
        request: Request, principal: Annotated[Principal, Depends(staff(*rights))]
    ) -> Viewer:
        place, now = request.app.state.place, datetime.now(UTC)
        return Viewer(principal=principal, here=place.code, now=now, today=place.day_of(now))

    return declared(viewer, *rights)
