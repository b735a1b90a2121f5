"""What the pages of a service are given beside its database: its templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.responses import HTMLResponse

from shared.chassis.context import ServiceContext
from shared.portal.refusals import PageRoute
from shared.portal.rendering import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext(ServiceContext):
    """The context of a service that has pages."""

    templates: Templates


def page_router(prefix: str = "", *, dependencies: Sequence[Depends] = ()) -> APIRouter:
    """A router whose answers are pages, and whose refusals are pages too."""
    return APIRouter(
        prefix=prefix,
        dependencies=[*dependencies],
        route_class=PageRoute,
        default_response_class=HTMLResponse,
        include_in_schema=False,
    )
