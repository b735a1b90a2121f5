"""How much may be sent to us, and by whom: settled before anything of it is kept."""

from fastapi import FastAPI, Request
from pydantic import SecretStr
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.access import operator_only
from shared.chassis.problems import problem, refused
from shared.kernel.rejection import NotAllowed

MOST_BYTES = 64_000
"""The longest feedback in JSON's most roundabout spelling stays below this."""
MOST_BYTES_OF_AN_IMPORT = 21_000_000
"""A file of the largest size we read, and its envelope."""
IMPORTS_END_WITH = "/import"
TOO_LARGE = 413


class BodyTooLarge(HTTPException):
    """More came in than was announced or is allowed; FastAPI lets this one through."""

    def __init__(self, most: int) -> None:
        super().__init__(TOO_LARGE)
        self.most = most


class Bounded:
    """Refuses a body that is too large, and a file from whoever may not send one.

    FastAPI reads a body before it asks its dependencies; so this stands in front. What is
    announced is believed when it is too much, what comes in is counted in any case.
    """

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self._app = app
        self._check = operator_only(token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or hand on with the bytes counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = limit_of(scope)
        refusal = self._refusal(scope, most)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, _counted(receive, most), send)

    def _refusal(self, scope: Scope, most: int) -> JSONResponse | None:
        if most == MOST_BYTES_OF_AN_IMPORT:
            try:
                self._check(authorization=_header(scope, b"authorization"))
            except NotAllowed as refusal:
                return refused(refusal)
        announced = _header(scope, b"content-length")
        return too_large(most) if announced.isdigit() and int(announced) > most else None


def bound_bodies(app: FastAPI, token: SecretStr) -> None:
    """Put the bounds in front of `app`; `token` is what a sender of files must show."""
    app.add_middleware(Bounded, token=token)

    @app.exception_handler(BodyTooLarge)
    async def on_too_large(_request: Request, found: BodyTooLarge) -> JSONResponse:
        return too_large(found.most)


def limit_of(scope: Scope) -> int:
    """How many bytes may be sent to an address."""
    is_import = scope["method"] == "POST" and scope["path"].endswith(IMPORTS_END_WITH)
    return MOST_BYTES_OF_AN_IMPORT if is_import else MOST_BYTES


def too_large(most: int) -> JSONResponse:
    """The answer to a body of more than `most` bytes."""
    vi = f"Nội dung gửi lên quá lớn: tối đa {most // 1000} kB. Xin chia nhỏ rồi gửi lại."
    en = f"What was sent is too large: {most // 1000} kB at most. Send it in parts."
    return problem(TOO_LARGE, "body-too-large", vi=vi, en=en)


def _header(scope: Scope, wanted: bytes) -> str:
    found: bytes = next((value for name, value in scope["headers"] if name == wanted), b"")
    return found.decode("latin-1")


def _counted(receive: Receive, most: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise BodyTooLarge(most)
        return message

    return counted
