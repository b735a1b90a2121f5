"""Every other address below /open311: there is nothing there, and it says so in the format."""

from typing import NoReturn

from fastapi import APIRouter

from services.intake.open311.domain.refusals import FormatUnknown, ResourceUnknown
from services.intake.open311.routes.answering import MEDIA_TYPE, open311_router

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
RESOURCES = frozenset({
    "discovery", "services", "requests", "tokens", "servicerequestupdates",
})  # fmt: skip


def elsewhere_routes() -> APIRouter:
    """Registered last: whatever no other route takes."""
    router = open311_router("/open311")

    @router.api_route(
        "/{rest:path}", methods=METHODS, response_model=None, include_in_schema=False
    )
    async def nothing_here(rest: str) -> NoReturn:
        """Say whether the format is wrong, or the address."""
        stem, _, ending = rest.rpartition("/")[2].rpartition(".")
        is_known = not RESOURCES.isdisjoint({stem or ending, *rest.split("/")})
        if is_known and ending not in MEDIA_TYPE:
            raise FormatUnknown
        raise ResourceUnknown

    return router
