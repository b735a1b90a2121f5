"""Answering as Open311 does: in the format asked for, refusals too."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from services.intake.open311.domain.documents import Listing, Value, json_of, xml_of
from services.intake.open311.domain.keys import MINUTE
from services.intake.open311.domain.refusals import FormatUnknown, FormUnreadable, KeySpent
from services.intake.open311.routes.descriptions import ERRORS
from shared.chassis.access import to_anyone
from shared.chassis.body_limit import BodyTooLarge, too_large_words
from shared.chassis.outage import Outage
from shared.chassis.problems import NOT_NOW_EN, NOT_NOW_VI, RETRY_AFTER_SECONDS
from shared.kernel.rejection import NotAllowed, NotFound, Rejection

XML, JSON = "xml", "json"
MEDIA_TYPE = {XML: "text/xml", JSON: "application/json"}
CHARSET = "; charset=utf-8"
BAD_REQUEST, FORBIDDEN, NOT_FOUND, NOT_NOW = 400, 403, 404, 503
KNOWN_TO_THE_SPECIFICATION = ((NotFound, NOT_FOUND), (NotAllowed, FORBIDDEN))
ANYBODY = {"Access-Control-Allow-Origin": "*"}
"""Pages of other houses may read what anybody may read."""


def open311_router(prefix: str) -> APIRouter:
    """A router for anyone, whose refusals are what Open311's clients expect."""
    return APIRouter(
        prefix=prefix,
        tags=["open311"],
        route_class=Open311Route,
        default_response_class=Response,
        responses=ERRORS,
        dependencies=[to_anyone],
    )


class Open311Route(APIRoute):
    """An answer, or the errors in the format that was asked for; never a page.

    The edge of our failures for Open311, as `problems.py` is for the rest.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer, or say why not."""
        answer = super().get_route_handler()

        async def answer_or_errors(request: Request) -> Response:
            try:
                return await answer(request)
            except (Rejection, Outage, RequestValidationError, HTTPException) as no:
                return errors(request, no)

        return answer_or_errors


def answered(
    form: str, root: str, value: Value, *, status: int = 200, charset: str = CHARSET
) -> Response:
    """A document in the format asked for.

    Raises:
        FormatUnknown: if that is neither of the two.

    """
    format_of(form)
    body = json_of(value) if form == JSON else xml_of(root, value)
    headers = ANYBODY | {"Content-Type": MEDIA_TYPE[form] + charset}
    return Response(body, status, headers)


def format_of(form: str) -> str:
    """A format, if it is one of the two; asked before anything is kept.

    Raises:
        FormatUnknown: if it is not.

    """
    if form not in MEDIA_TYPE:
        raise FormatUnknown
    return form


def format_in(path: str) -> str:
    """The format an address ends in; XML where it ends in neither, since all speak that."""
    ending = path.rpartition(".")[2]
    return ending if ending in MEDIA_TYPE else XML


def errors(request: Request, no: Exception) -> Response:
    """Why not, in the format the address asks for."""
    status, vi, en = _reason(no)
    told = [{"code": str(status), "description": f"{vi} / {en}"}]
    answer = answered(
        format_in(request.url.path), "errors", Listing("error", told), status=status
    )
    if isinstance(no, KeySpent):
        answer.headers["Retry-After"] = str(int(MINUTE.total_seconds()))
    if isinstance(no, Outage):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _reason(no: Exception) -> tuple[int, str, str]:
    if isinstance(no, Rejection):
        return _status(no), no.vi, no.en
    if isinstance(no, BodyTooLarge):
        return no.status_code, *too_large_words(no.most)
    if isinstance(no, Outage):
        return NOT_NOW, NOT_NOW_VI, NOT_NOW_EN
    unreadable = FormUnreadable()
    return BAD_REQUEST, unreadable.vi, unreadable.en


def _status(no: Rejection) -> int:
    """404, 403, and 400 for all the rest: other numbers are not in the specification."""
    known = (status for kind, status in KNOWN_TO_THE_SPECIFICATION if isinstance(no, kind))
    return next(known, BAD_REQUEST)
