"""Recognising: before any page is drawn it is known who asks, and whether the pass is fresh."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.chassis.access import Access
from shared.chassis.sessions import Session

RENEW_AFTER = timedelta(minutes=10)
RENEWAL = "/sign-in/renew"
SIGN_IN = "/sign-in"
SEE_OTHER = 303


class Recognised:
    """Puts `principal` and `csrf` on the request's state; sends an ageing pass to be renewed.

    Plain ASGI, and idle for whoever shows no cookie: citizens and machines.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or lead to the renewal and back."""
        if scope["type"] == "http":
            request = Request(scope)
            shown = self._access.shown(request) if request.cookies else None
            if shown and _is_due(request, shown):
                await _to_renewal(request)(scope, receive, send)
                return
            self._introduce(request, shown)
        await self._app(scope, receive, send)

    def _introduce(self, request: Request, shown: Session | None) -> None:
        principal = self._access.known(request) if shown else None
        request.state.principal = principal
        request.state.csrf = self._access.sessions.form_key(principal) if principal else ""


def _is_due(request: Request, shown: Session) -> bool:
    is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    is_at_the_door = request.url.path.startswith(SIGN_IN)
    return is_page and not is_at_the_door and datetime.now(UTC) - shown.signed_at > RENEW_AFTER


def _to_renewal(request: Request) -> RedirectResponse:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{RENEWAL}?next={quote(here, safe='')}", SEE_OTHER)
