"""Who is asking, and may they: one operator token per node, sessions, tokens of machines.

Every route declares who may use it, by one of the doors of `Access`:

    router.get("/units", dependencies=[Depends(access.anyone)])
    principal: Annotated[Asker, Depends(access.staff(Right.WORK))]

A door only asks whether the right is held over *some* unit; whether it is held over *this*
unit is asked where the unit is known, by `Asker.must(right, line)`.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request
from pydantic import SecretStr

from shared.chassis.ended import ENDED
from shared.chassis.principal import NotYours, Principal
from shared.chassis.sessions import Session, SessionCodec
from shared.kernel.rejection import NotAllowed
from shared.kernel.roles import Right

__all__ = [
    "Access",
    "Guard",
    "NotYours",
    "Principal",
    "SignInNeeded",
    "operator_only",
    "to_anyone",
]

BEARER = "Bearer "
COOKIE = "kheo_session"
SESSION_SECONDS = 20 * 60
"""How long a cookie is believed without asking registry for a fresh one."""
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"", "same-origin", "none"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS, MOST_FILES = 2000, 20

Guard = Callable[..., None]
Door = TypeVar("Door", bound=Callable[..., Any])


class SignInNeeded(NotAllowed):
    """Xin đăng nhập để tiếp tục.
    Sign in to go on.
    """


class PasswordChangeNeeded(NotAllowed):
    """Mật khẩu dùng một lần: xin đặt mật khẩu mới trước khi làm việc khác.
    This is a one-time password: choose a new one before anything else.
    """


class FormFromElsewhere(NotAllowed):
    """Biểu mẫu này không được mở từ phiên làm việc hiện tại. Xin tải lại trang rồi gửi lại.
    This form was not opened in the present session. Load the page again and resend it.
    """


class Told(Protocol):
    """The part of a node's settings that the door reads."""

    @property
    def operator_token(self) -> SecretStr:
        """What the operator shows; empty: operator routes are closed."""

    @property
    def session_key(self) -> SecretStr:
        """What sessions are signed with; empty: nobody can sign in."""


class Access:
    """The doors of one node."""

    def __init__(self, *, operator_token: SecretStr, session_key: SecretStr) -> None:
        self.sessions = SessionCodec(session_key)
        self.operator: Guard = operator_only(operator_token)
        """Only who shows the operator's token."""

    @classmethod
    def of(cls, settings: Told) -> Self:
        """The doors as a node is told to keep them."""
        return cls(operator_token=settings.operator_token, session_key=settings.session_key)

    def written(self, principal: Principal) -> str:
        """The cookie of a session."""
        return self.sessions.session(principal)

    def shown(self, request: Request) -> Session | None:
        """The session whose cookie is shown, however old, unless it was ended."""
        cookies = request.cookies
        shown = cookies.get(cookie_of(request)) or cookies.get(COOKIE, "")
        found = self.sessions.read_session(shown)
        return None if found is None or found.principal.session in ENDED else found

    def known(self, request: Request) -> Principal | None:
        """Who shows a session or a token that is still good, if anybody."""
        now = datetime.now(UTC)
        bearer = request.headers.get("authorization", "").removeprefix(BEARER)
        machine = self.sessions.read_token(bearer, now=now)
        if machine is not None:
            return None if machine.session in ENDED else machine
        found = self.shown(request)
        is_fresh = found and now - found.signed_at < timedelta(seconds=SESSION_SECONDS)
        return found.principal if found and is_fresh else None

    @staticmethod
    async def anyone() -> None:
        """Citizens included."""

    def staff(self, *rights: Right) -> Callable[[Request], Awaitable[Principal]]:
        """Whoever has signed in and holds one of `rights`; any right if none is named.

        What changes anything must come from a page of ours: see `refuse_forgery`.
        """

        async def check(request: Request) -> Principal:
            principal = await self.signed_in(request)
            if principal.must_change_password:
                raise PasswordChangeNeeded
            if rights and not any(principal.has(right) for right in rights):
                raise NotYours
            return principal

        return declared(check, *rights)

    def staff_or_operator(
        self, right: Right, *, over: str | None = None
    ) -> Callable[[Request], Awaitable[Principal | None]]:
        """Who shows the operator's token, or holds `right` over a unit: people and machines.

        Gives who that is, the operator being nobody in particular. Without a unit the right may
        be held over any; whether it is held over *this* one is then asked where it is known.
        """
        as_staff = self.staff(right)

        async def check(request: Request) -> Principal | None:
            if self.is_operator(request.headers.get("authorization", "")):
                return None
            principal = await as_staff(request)
            if over is not None:
                principal.must(right, [over])
            return principal

        check.opens_to_operator = True  # type: ignore[attr-defined]  # a test looks for it
        return declared(check, right)

    def is_operator(self, authorization: str) -> bool:
        """Whether that header shows the operator's token."""
        try:
            self.operator(authorization=authorization)
        except NotAllowed:
            return False
        return True

    async def signed_in(self, request: Request) -> Principal:
        """Whoever has signed in, even with a one-time password.

        Raises:
            SignInNeeded: if nobody has.
            FormFromElsewhere: if another site had the browser send this.

        """
        principal = self.known(request)
        if principal is None:
            raise SignInNeeded
        await self.refuse_forgery(request, principal)
        return principal

    async def refuse_forgery(self, request: Request, principal: Principal) -> None:
        """Let pass what cannot have been sent by another site's page.

        Raises:
            FormFromElsewhere: if it may have been.

        """
        if request.method in SAFE_METHODS or principal.is_machine:
            return
        refuse_other_sites(request)
        shown = request.headers.get(CSRF_HEADER) or await _form_key_in(request)
        if not self.sessions.is_form_key(shown, principal):
            raise FormFromElsewhere


def cookie_of(request: Request) -> str:
    """The name of this node's cookie.

    To a browser all ports of a host are one jar; so two nodes on one machine need two names.
    """
    port = request.headers.get("host", "").rpartition(":")[2]
    return f"{COOKIE}_{port}" if port.isdecimal() else COOKIE


def refuse_other_sites(request: Request) -> None:
    """Let pass what a browser says was sent by a page of this very address.

    Raises:
        FormFromElsewhere: if it says otherwise.

    """
    origin = request.headers.get("origin", "")
    is_ours = not origin or urlsplit(origin).netloc == request.headers.get("host", "")
    if not is_ours or request.headers.get("sec-fetch-site", "") not in OWN_SITE:
        raise FormFromElsewhere


def declared(door: Door, *rights: Right) -> Door:
    """`door`, marked as one that says who may pass; a test looks for the mark."""
    door.opens_to = rights  # type: ignore[attr-defined]  # a function carries what we hang on it
    return door


declared(Access.anyone)
to_anyone = Depends(Access.anyone)
"""The door of a whole router that citizens may use: `APIRouter(dependencies=[to_anyone])`."""

declared(Access.signed_in)


def operator_only(token: SecretStr) -> Guard:
    """A FastAPI dependency that lets only the bearer of `token` pass; no token, nobody."""
    wanted = token.get_secret_value().encode()

    def check(authorization: str = Header("", include_in_schema=False)) -> None:
        given = authorization.removeprefix(BEARER).encode()
        if not wanted or not secrets.compare_digest(given, wanted):
            raise NotAllowed

    return declared(check)


async def _form_key_in(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    found = form.get(CSRF_FIELD, "")
    return found if isinstance(found, str) else ""
