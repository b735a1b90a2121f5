"""How much may be sent to us, and by whom: settled before anything of it is kept."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.access import Access, NotYours, SignInNeeded
from shared.chassis.problems import problem, refused
from shared.kernel.rejection import NotAllowed
from shared.kernel.roles import Right

MOST_BYTES = 64_000
"""The longest feedback in JSON's most roundabout spelling stays below this."""
MOST_BYTES_OF_AN_IMPORT = 21_000_000
"""A file of the largest size we read, and its envelope."""
IMPORTS_END_WITH = "/import"
UPLOADS_END_WITH = "/with-file"
"""Forms that carry a file; whoever has signed in may send one."""
CITIZENS_UPLOAD_AT = "/send/"
"""Where anybody may: photos of what they tell."""
OPEN311_UPLOADS_AT = "/open311/"
"""Where programs may: photos of what they report; the key that entitles them is in the form."""
MULTIPART = "multipart/form-data"
MOST_BYTES_POURED_AWAY = 100_000_000
"""A browser shows an answer only after it has sent everything; so far we listen to the end."""
TOO_LARGE = 413
MAY_IMPORT = (Right.WORK, Right.ADMINISTER)
"""Sheets of dossiers and activities, and those of units; the route asks for the very right."""


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

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

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
        too_much = announced_bytes(scope) > most
        bounded = _poured_away(receive, most) if too_much else _counted(receive, most)
        await self._app(scope, bounded, send)

    def _refusal(self, scope: Scope, most: int) -> JSONResponse | None:
        try:
            self._refuse_stranger(scope)
        except NotAllowed as refusal:
            return refused(Request(scope), refusal)
        shown = MOST_BYTES_POURED_AWAY if is_upload(scope) else most
        return too_large(Request(scope), most) if announced_bytes(scope) > shown else None

    def _refuse_stranger(self, scope: Scope) -> None:
        """People who have signed in, machines with a token of ours, and the operator."""
        if is_citizens_upload(scope) or not (is_upload(scope) or is_import(scope)):
            return
        principal = self._access.known(Request(scope))
        if principal is not None and (is_upload(scope) or any(map(principal.has, MAY_IMPORT))):
            return
        if not self._access.is_operator(Request(scope)):
            raise SignInNeeded if principal is None else NotYours


def bound_bodies(app: FastAPI, access: Access) -> None:
    """Put the bounds in front of `app`; `access` knows who may send files."""
    app.add_middleware(Bounded, access=access)

    @app.exception_handler(BodyTooLarge)
    async def on_too_large(request: Request, found: BodyTooLarge) -> JSONResponse:
        return too_large(request, found.most)


def limit_of(scope: Scope) -> int:
    """How many bytes may be sent to an address."""
    has_file = is_import(scope) or is_upload(scope)
    return MOST_BYTES_OF_AN_IMPORT if has_file else MOST_BYTES


def is_import(scope: Scope) -> bool:
    """Whether a whole sheet is sent."""
    path: str = scope["path"]
    return bool(scope["method"] == "POST" and path.endswith(IMPORTS_END_WITH))


def is_upload(scope: Scope) -> bool:
    """Whether a form is sent that carries a file."""
    path: str = scope["path"]
    is_form = path.endswith(UPLOADS_END_WITH) or _is_open311_upload(scope)
    return bool(scope["method"] == "POST" and is_form)


def is_citizens_upload(scope: Scope) -> bool:
    """Whether somebody who need not sign in sends photos."""
    path: str = scope["path"]
    is_open = path.startswith(CITIZENS_UPLOAD_AT) or _is_open311_upload(scope)
    return is_upload(scope) and is_open


def _is_open311_upload(scope: Scope) -> bool:
    path: str = scope["path"]
    kind = _header(scope, b"content-type").lower()
    return path.startswith(OPEN311_UPLOADS_AT) and kind.startswith(MULTIPART)


def announced_bytes(scope: Scope) -> int:
    """How much the sender says is coming."""
    announced = _header(scope, b"content-length")
    return int(announced) if announced.isdigit() else 0


def too_large(request: Request, most: int) -> JSONResponse:
    """The answer to a body of more than `most` bytes."""
    vi, en = too_large_words(most)
    return problem(request, TOO_LARGE, "body-too-large", vi=vi, en=en)


def too_large_words(most: int) -> tuple[str, str]:
    """What is said of a body of more than `most` bytes, in both languages."""
    if most == MOST_BYTES_OF_AN_IMPORT:
        return (
            "Tệp quá lớn: mỗi tệp tối đa 20 MB. Xin giảm dung lượng ảnh trong tệp rồi gửi lại.",
            "The file is too large: 20 MB at most. Shrink its pictures and send it again.",
        )
    return (
        f"Nội dung gửi lên quá lớn: tối đa {most // 1000} kB. Xin chia nhỏ rồi gửi lại.",
        f"What was sent is too large: {most // 1000} kB at most. Send it in parts.",
    )


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


def _poured_away(receive: Receive, most: int) -> Receive:
    """Listens to the end without keeping anything, so that the answer is seen."""

    async def poured_away() -> Message:
        while (await receive()).get("more_body"):
            pass
        raise BodyTooLarge(most)

    return poured_away
