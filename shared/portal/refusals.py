"""What a reader sees instead of a page: the reason, whom to ask, and where to go from here."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.chassis.access import PasswordChangeNeeded, SignInNeeded
from shared.chassis.body_limit import BodyTooLarge, too_large_words
from shared.chassis.outage import Outage
from shared.chassis.problems import (
    FORM_EN,
    FORM_VI,
    NOT_NOW_EN,
    NOT_NOW_VI,
    RETRY_AFTER_SECONDS,
    status_of,
)
from shared.kernel.rejection import NotFound, Rejection
from shared.portal.rendering import Templates

SEE_OTHER, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND, UNFIT, NOT_NOW = 303, 401, 403, 404, 422, 503
NAMED = frozenset({403, 404, 405, 409, 413, 422, 500, 503})
"""Statuses that have a heading of their own; the others share one."""
ONES_OWN_DOOR = "/account/password"
NO_MORE_LOOKING = "no-store"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no page, in both languages; a defect has an id to give to the IT desk."""

    status: int
    vi: str
    en: str
    error_id: str = ""


class PageRoute(APIRoute):
    """A page, or a page that says why there is none; the HTML edge of our failures."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer with the page, or with the reason."""
        answer = super().get_route_handler()

        async def page_or_reason(request: Request) -> Response:
            templates: Templates = request.app.state.templates
            try:
                return await answer(request)
            except SignInNeeded as no:
                return sign_in_first(templates, request, no)
            except PasswordChangeNeeded:
                return RedirectResponse(ONES_OWN_DOOR, SEE_OTHER)
            except (Rejection, Outage, RequestValidationError, HTTPException) as no:
                return refusal(templates, request, reason_of(no))

        return page_or_reason


def reason_of(no: Exception) -> Reason:
    """What is said of a failure that somebody may see."""
    if isinstance(no, Rejection):
        return Reason(status_of(no), no.vi, no.en)
    if isinstance(no, BodyTooLarge):
        return Reason(no.status_code, *too_large_words(no.most))
    if isinstance(no, HTTPException):
        return Reason(no.status_code, str(no.detail), str(no.detail))
    if isinstance(no, RequestValidationError):
        return _unfit(no)
    return Reason(NOT_NOW, NOT_NOW_VI, NOT_NOW_EN)


def refusal(templates: Templates, request: Request, reason: Reason) -> Response:
    """The page that says why there is none."""
    kind = NOT_ALLOWED if reason.status == NOT_SIGNED_IN else reason.status
    page = templates.render(
        request,
        "portal/refused.html",
        status_code=reason.status,
        reason=templates.words_for(request).pick(vi=reason.vi, en=reason.en),
        kind=str(kind) if kind in NAMED else "other",
        error_id=reason.error_id,
        back_href=_where_from(request),
    )
    if reason.status == NOT_NOW:
        page.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    page.headers["Cache-Control"] = NO_MORE_LOOKING
    return page


def sign_in_first(templates: Templates, request: Request, no: SignInNeeded) -> Response:
    """To the sign-in page and back; what was being sent is not thrown away silently."""
    if request.method not in {"GET", "HEAD"}:
        return templates.render(
            request,
            "portal/session_ended.html",
            status_code=status_of(no),
            next_href=f"/sign-in?next={quote(_where_from(request) or '/')}",
        )
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": f"/sign-in?next={quote(_where_from(request))}"})
    return RedirectResponse(f"/sign-in?next={quote(wanted)}", SEE_OTHER)


def _unfit(no: RequestValidationError) -> Reason:
    if any(error["loc"][0] == "path" for error in no.errors()):
        return Reason(NOT_FOUND, NotFound().vi, NotFound().en)
    return Reason(UNFIT, FORM_VI, FORM_EN)


def _where_from(request: Request) -> str:
    """The page of ours that led here, if one did."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.url.netloc or not came_from.path.startswith("/"):
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
