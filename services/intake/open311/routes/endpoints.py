"""The two endpoints: the live one, and one to try things at where nothing is acted upon."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import URL

from services.intake.open311.routes.answering import open311_router
from shared.chassis.attachments import Attachments
from shared.portal.web_context import WebContext

LIVE_PATH, TEST_PATH = "/open311/v2", "/open311/test/v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One of the two, and what it is made of."""

    web: WebContext
    files: Attachments
    is_live: bool

    @property
    def path(self) -> str:
        """Where it is spoken."""
        return LIVE_PATH if self.is_live else TEST_PATH

    def router(self) -> APIRouter:
        """A router of this endpoint."""
        return open311_router(self.path)


def url_of(request: Request, path: str) -> str:
    """The address of `path` as whoever asks would write it."""
    return str(URL(scope=request.scope).replace(path=path, query="", fragment=""))
