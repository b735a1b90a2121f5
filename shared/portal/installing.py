"""Problems as pages: whoever asks with a browser reads a page, whatever went wrong where."""

import json
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.problems import MEDIA_TYPE
from shared.portal.refusals import Reason, refusal
from shared.portal.rendering import Templates
from shared.portal.statics import mount_portal

HTML = "text/html"
MACHINES = ("/api/", "/metrics", "/health")
FOUND_NOTHING_VI = "Địa chỉ này không dẫn tới trang nào. Có thể địa chỉ gõ thiếu hoặc đã đổi."
FOUND_NOTHING_EN = "This address leads nowhere. It may be mistyped, or it has changed."
NO_ROUTE = "http-404"


def install_portal(place_name: str, zone: tzinfo) -> Callable[[FastAPI], None]:
    """What gives a service its look: static files, and problems as pages."""
    templates = Templates(Path(__file__).parent / "templates", place_name=place_name, zone=zone)

    def dress(app: FastAPI) -> None:
        mount_portal(app)
        if not getattr(app.state, "is_dressed", False):
            app.state.is_dressed = True
            app.state.templates = templates
            app.add_middleware(ProblemsAsPages, templates=templates)
            _draw_defects(app, templates)

    return dress


def _draw_defects(app: FastAPI, templates: Templates) -> None:
    """Defects are answered outside of all middleware; so their answer is redrawn there."""
    told = app.exception_handlers[Exception]

    @app.exception_handler(Exception)
    async def on_defect(request: Request, defect: Exception) -> Response:
        answer: JSONResponse = await told(request, defect)  # type: ignore[misc]  # explain_problems made it
        if not _reads_pages(request.scope):
            return answer
        return refusal(templates, request, reason_in(json.loads(bytes(answer.body))))


class ProblemsAsPages:
    """Redraws a problem document for whoever asked for HTML; lets all else pass."""

    def __init__(self, app: ASGIApp, templates: Templates) -> None:
        self._app = app
        self._easel = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _reads_pages(scope):
            await self._app(scope, receive, send)
            return
        await _Redrawing(scope, send, self._easel).of(self._app, receive)


class _Redrawing:
    """One answer on its way out, held back if it is a problem document."""

    def __init__(self, scope: Scope, send: Send, templates: Templates) -> None:
        self._scope = scope
        self._send = send
        self._easel = templates
        self._held: list[bytes] | None = None

    async def of(self, app: ASGIApp, receive: Receive) -> None:
        await app(self._scope, receive, self._passed_on)

    async def _passed_on(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._held = []
        elif self._held is None:
            await self._send(message)
        else:
            self._held.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._redrawn(b"".join(self._held))

    async def _redrawn(self, document: bytes) -> None:
        request = Request(self._scope)
        page = refusal(self._easel, request, reason_in(json.loads(document)))
        await page(self._scope, request.receive, self._send)


def reason_in(problem: dict[str, object]) -> Reason:
    """What a problem document says.

    >>> reason_in({"status": 409, "code": "x", "title": "Đã đổi.", "detail": "Changed."}).status
    409
    """
    if problem["code"] == NO_ROUTE:
        return Reason(404, FOUND_NOTHING_VI, FOUND_NOTHING_EN)
    status = problem["status"]
    assert isinstance(status, int)
    detail = str(problem["detail"])  # in the language of the page already
    return Reason(status, detail, detail, str(problem.get("error_id", "")))


def _reads_pages(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept", "")
    return HTML in accepted and not scope["path"].startswith(MACHINES)


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE
