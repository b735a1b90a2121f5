"""What units, kinds and duties are called on the pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends

from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from shared.chassis.access import Principal, declared
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext
from shared.portal.words import Words


def unit_name(unit: Askable, words: Words) -> str:
    """A unit in the reader's language."""
    return words.pick(vi=unit.vi, en=unit.en)


def kind_name(kind: str, words: Words) -> str:
    """A kind of unit in the reader's language; kinds may be newer than our words."""
    return words(f"kind.{kind}") if words.knows(f"kind.{kind}") else kind


def viewing(web: WebContext, right: Right) -> Callable[..., Viewer]:
    """A door that lets through who holds `right` over any unit, and says who it is."""

    def viewer(principal: Annotated[Principal, Depends(web.access.staff(right))]) -> Viewer:
        now = datetime.now(UTC)
        return Viewer(
            principal=principal, here=web.place.code, now=now, today=web.place.day_of(now)
        )

    return declared(viewer, right)
