"""What the pages of a service are given: its database, its place, its easel, its door."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from shared.chassis.access import Access
from shared.chassis.database import Database
from shared.kernel.places import Place
from shared.portal.refusals import refusing_politely
from shared.portal.rendering import Templates


@dataclass(frozen=True, slots=True)
class WebContext:
    """One desk per service; every module of its pages makes its own router here."""

    database: Database
    place: Place
    templates: Templates
    access: Access

    def router(self, prefix: str = "") -> APIRouter:
        """A router whose answers are pages, and whose refusals are pages too."""
        return APIRouter(
            prefix=prefix,
            route_class=refusing_politely(self.templates),
            default_response_class=HTMLResponse,
            include_in_schema=False,
        )
