"""Open311 over HTTP: two endpoints, what is sent to them, answers in the format asked for."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import URL, UploadFile
from starlette.exceptions import HTTPException

from services.intake.open311.domain.documents import Listing, Value, json_of, xml_of
from services.intake.open311.domain.keys import MINUTE
from services.intake.open311.domain.refusals import FormatUnknown, FormUnreadable, KeySpent
from services.intake.open311.domain.requests import Parameters
from services.intake.open311.domain.sending import Form
from services.intake.open311.routes.descriptions import ERRORS
from services.intake.photos.domain import MOST_BYTES
from shared.chassis.access import to_anyone
from shared.chassis.body_limit import BodyTooLarge, too_large_words
from shared.chassis.outage import Outage
from shared.chassis.problems import NOT_NOW_EN, NOT_NOW_VI, RETRY_AFTER_SECONDS
from shared.kernel.rejection import NotAllowed, NotFound, Rejection

LIVE_PATH, TEST_PATH = "/open311/v2", "/open311/test/v2"
"""Nothing that is sent to the second is acted upon; both have the same routes."""
XML, JSON = "xml", "json"
MEDIA_TYPE = {XML: "text/xml", JSON: "application/json"}
CHARSET = "; charset=utf-8"
BAD_REQUEST, FORBIDDEN, NOT_FOUND, NOT_NOW = 400, 403, 404, 503
KNOWN_TO_THE_SPECIFICATION = ((NotFound, NOT_FOUND), (NotAllowed, FORBIDDEN))
ANYBODY = {"Access-Control-Allow-Origin": "*"}
"""Pages of other sites may read what anybody may read."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS, MOST_FILES, MOST_FIELD_BYTES = 500, 10, 64_000
NOT_UTF8 = "\N{REPLACEMENT CHARACTER}"


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


def open311_router(prefix: str = "") -> APIRouter:
    """A router for anyone, whose refusals are what Open311's clients expect."""
    return APIRouter(
        prefix=prefix,
        tags=["open311"],
        route_class=Open311Route,
        default_response_class=Response,
        responses=ERRORS,
        dependencies=[to_anyone],
    )


async def is_live(request: Request) -> bool:
    """Whether the address is one of the live endpoint."""
    return not request.url.path.startswith(TEST_PATH)


async def parameters_in(request: Request) -> Parameters:
    """The parameters of the address; one that comes twice is a list, as with commas."""
    fields = _fields(request.query_params.multi_items(), refuse_unreadable=False)
    return {name: ",".join(values) for name, values in fields.items()}


Live = Annotated[bool, Depends(is_live)]
Params = Annotated[Parameters, Depends(parameters_in)]


async def form_in(request: Request) -> tuple[Form, list[bytes]]:
    """The fields of a form, and what is in the files that came with it.

    Raises:
        FormUnreadable: if it is no form of the two kinds, or not in UTF-8.

    """
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        raise FormUnreadable
    async with request.form(
        max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES
    ) as form:
        items = form.multi_items()
        files = [file for _, file in items if isinstance(file, UploadFile)]
        contents = [await f.read(MOST_BYTES + 1) for f in files if f.filename or f.size]
        texts = [(name, text) for name, text in items if isinstance(text, str)]
        return _fields([*request.query_params.multi_items(), *texts]), contents


def _fields(
    items: Iterable[tuple[str, str]], *, refuse_unreadable: bool = True
) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in items:
        if refuse_unreadable and NOT_UTF8 in value:
            raise FormUnreadable
        if value.strip():
            fields.setdefault(name, []).append(value.strip())
    return fields


def url_of(request: Request, path: str) -> str:
    """The address of `path` as whoever asks would write it."""
    return str(URL(scope=request.scope).replace(path=path, query="", fragment=""))


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


def errors(request: Request, no: Exception) -> Response:
    """Why not, in the format the address ends in; in XML, which all speak, if in neither."""
    status, vi, en = _reason(no)
    ending = request.url.path.rpartition(".")[2]
    listing = Listing("error", [{"code": str(status), "description": f"{vi} / {en}"}])
    form = ending if ending in MEDIA_TYPE else XML
    answer = answered(form, "errors", listing, status=status)
    if isinstance(no, KeySpent):
        answer.headers["Retry-After"] = str(int(MINUTE.total_seconds()))
    if isinstance(no, Outage):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _reason(no: Exception) -> tuple[int, str, str]:
    if isinstance(no, Rejection):
        # 404, 403, and 400 for all the rest: other numbers are not in the specification.
        known = (code for kind, code in KNOWN_TO_THE_SPECIFICATION if isinstance(no, kind))
        return next(known, BAD_REQUEST), no.vi, no.en
    if isinstance(no, BodyTooLarge):
        return no.status_code, *too_large_words(no.most)
    if isinstance(no, Outage):
        return NOT_NOW, NOT_NOW_VI, NOT_NOW_EN
    unreadable = FormUnreadable()
    return BAD_REQUEST, unreadable.vi, unreadable.en
