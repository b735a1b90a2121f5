"""What a caller is told when something does not work (RFC 9457)."""

import logging
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.chassis.languages import ENGLISH, language_asked
from shared.chassis.metrics import DEFECTS
from shared.chassis.outage import Outage
from shared.kernel.rejection import Conflict, NotAllowed, NotFound, Rejection, SignInNeeded

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
HEADERS_OF = {
    401: {"WWW-Authenticate": 'Bearer realm="kheo"'},
    503: {"Retry-After": str(RETRY_AFTER_SECONDS)},
}
STATUS_OF = (
    (NotFound, 404),
    (SignInNeeded, 401),
    (NotAllowed, 403),
    (Conflict, 409),
    (Rejection, 422),
)
NOT_NOW_VI = (
    "Hệ thống tạm thời chưa phục vụ được. Xin thử lại sau ít giây; dữ liệu đã gửi không mất."
)
NOT_NOW_EN = "The service is not available for the moment. Try again in a few seconds."
DEFECT_VI = "Có lỗi ngoài dự kiến. Xin báo mã lỗi này cho bộ phận kỹ thuật."
DEFECT_EN = "Something unexpected went wrong. Give this error id to your IT desk."
FORM_VI = "Nội dung gửi lên chưa đúng mẫu. Xem từng mục trong danh sách lỗi."
FORM_EN = "What was sent does not fit the form. See the list of errors."


def problem(
    request: Request, status: int, code: str, *, vi: str, en: str, **more: object
) -> JSONResponse:
    """One problem, in the language of whoever asks; `more` may hold a wider `title`."""
    language = language_asked(request)
    detail = en if language == ENGLISH else vi
    body = {"type": f"/problems/{code}", "title": detail, "status": status, "code": code}
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    return JSONResponse(
        body | {"detail": detail} | more,
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=headers | HEADERS_OF.get(status, {}),
    )


def code_of(rejection: Rejection) -> str:
    """The public code of a rejection: its class name in kebab case.

    >>> code_of(NotFound())
    'not-found'
    """
    if rejection.code:
        return rejection.code
    name = type(rejection).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def status_of(rejection: Rejection) -> int:
    """The HTTP status of a rejection."""
    return next(status for kind, status in STATUS_OF if isinstance(rejection, kind))


def refused(request: Request, rejection: Rejection) -> JSONResponse:
    """The answer to a request the rules do not allow.

    `title` is what the rule says, `detail` what it says of this request.
    """
    vi, en = rejection.wording()
    more: dict[str, object] = {"title": en if language_asked(request) == ENGLISH else vi}
    if listed := getattr(rejection, "errors", None):
        more["errors"] = listed
    status, code = status_of(rejection), code_of(rejection)
    return problem(request, status, code, vi=rejection.vi, en=rejection.en, **more)


def _service_of(request: Request) -> str:
    tokens = request.url.path.split("/")
    return tokens[2] if tokens[1:2] == ["api"] and len(tokens) > 2 else "page"  # noqa: PLR2004 - /api/<service>/…


def explain_problems(app: FastAPI) -> None:
    """Answer every failure of `app` as problem+json; the HTTP edge of our failures."""

    @app.exception_handler(Rejection)
    async def on_rejection(request: Request, rejection: Rejection) -> JSONResponse:
        log.info("refused", extra={"code": code_of(rejection)})
        return refused(request, rejection)

    @app.exception_handler(Outage)
    async def on_outage(request: Request, outage: Outage) -> JSONResponse:
        log.warning("outage while answering", extra={"reason": str(outage)})
        return problem(request, 503, "outage", vi=NOT_NOW_VI, en=NOT_NOW_EN)

    @app.exception_handler(RequestValidationError)
    async def on_bad_form(request: Request, refusal: RequestValidationError) -> JSONResponse:
        errors = [
            {"field": ".".join(str(part) for part in error["loc"][1:]), "detail": error["msg"]}
            for error in refusal.errors()
        ]
        return problem(request, 422, "form-invalid", vi=FORM_VI, en=FORM_EN, errors=errors)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        text = str(error.detail)
        return problem(
            request, error.status_code, f"http-{error.status_code}", vi=text, en=text
        )

    @app.exception_handler(Exception)
    async def on_defect(request: Request, defect: Exception) -> JSONResponse:
        error_id = str(uuid4())
        DEFECTS.labels(service=_service_of(request), where="http").inc()
        log.error("defect while answering", exc_info=defect, extra={"error_id": error_id})
        return problem(request, 500, "defect", vi=DEFECT_VI, en=DEFECT_EN, error_id=error_id)
