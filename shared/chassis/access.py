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
from typing import Annotated, Any, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import SecretStr

from shared.chassis.acting import Acting, SignedIn
from shared.chassis.ended import ENDED
from shared.chassis.principal import NotYours, Principal
from shared.chassis.sessions import Session, SessionCodec
from shared.kernel.rejection import NotAllowed, SignInNeeded
from shared.kernel.roles import Right

__all__ = [
    "Access", "NotYours", "Principal", "SignInNeeded", "acting", "acting_or_operator", "anyone",
    "declared", "operator", "signed_in", "staff", "staff_or_operator", "to_anyone",
]  # fmt: skip

BEARER = "Bearer "
COOKIE = "kheo_session"
SESSION_SECONDS = 20 * 60
"""How long a cookie is believed without asking registry for a fresh one."""
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"", "same-origin", "none"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS, MOST_FILES = 2000, 20

Door = TypeVar("Door", bound=Callable[..., Any])


class OperatorUnknown(SignInNeeded):
    """Thao tác này cần quyền của cán bộ vận hành.
    This needs an operator's permission.
    """

    code = "not-allowed"


class PasswordChangeNeeded(NotAllowed):
    """Mật khẩu dùng một lần: xin đặt mật khẩu mới trước khi làm việc khác.
    This is a one-time password: choose a new one before anything else.
    """


class FormFromElsewhere(NotAllowed):
    """Biểu mẫu này không được mở từ phiên làm việc hiện tại. Xin tải lại trang rồi gửi lại.
    This form was not opened in the present session. Load the page again and resend it.
    """


class AccessSettings(Protocol):
    """The part of a node's settings that access is made from."""

    @property
    def operator_token(self) -> SecretStr:
        """What the operator shows; empty: operator routes are closed."""

    @property
    def session_key(self) -> SecretStr:
        """What sessions are signed with; empty: nobody can sign in."""


class Access:
    """Who is known at one node."""

    def __init__(self, *, operator_token: SecretStr, session_key: SecretStr) -> None:
        self.sessions = SessionCodec(session_key)
        self._operator = operator_token.get_secret_value().encode()

    @classmethod
    def of(cls, settings: AccessSettings) -> Self:
        """Access as the settings of a node have it."""
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

    def is_operator(self, request: Request) -> bool:
        """Whether the request shows the operator's token; no token of ours, nobody."""
        given = request.headers.get("authorization", "").removeprefix(BEARER).encode()
        return bool(self._operator) and secrets.compare_digest(given, self._operator)

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


def access_of(request: Request) -> Access:
    """The access of the node that answers."""
    access: Access = request.app.state.access
    return access


async def anyone() -> None:
    """Citizens included."""


declared(anyone)
to_anyone = Depends(anyone)
"""What a router that citizens may use depends on: `APIRouter(dependencies=[to_anyone])`."""


async def signed_in(request: Request) -> Principal:
    """Whoever has signed in, even with a one-time password.

    Raises:
        SignInNeeded: if nobody has.
        FormFromElsewhere: if another site had the browser send this.

    """
    access = access_of(request)
    principal = access.known(request)
    if principal is None:
        raise SignInNeeded
    await access.refuse_forgery(request, principal)
    return principal


declared(signed_in)


async def operator(request: Request) -> None:
    """Only who shows the operator's token.

    Raises:
        OperatorUnknown: if nobody is known by what is shown.
        NotAllowed: if it is somebody else.

    """
    access = access_of(request)
    if not access.is_operator(request):
        raise OperatorUnknown if access.known(request) is None else NotAllowed


declared(operator)


def staff(*rights: Right) -> Callable[[Request], Awaitable[Principal]]:
    """Whoever has signed in and holds one of `rights`; any right if none is named.

    What changes anything must come from a page of ours: see `refuse_forgery`.
    """

    async def check(request: Request) -> Principal:
        principal = await signed_in(request)
        if principal.must_change_password:
            raise PasswordChangeNeeded
        if rights and not any(principal.has(right) for right in rights):
            raise NotYours
        return principal

    return declared(check, *rights)


def staff_or_operator(
    right: Right, *, over_here: bool = False
) -> Callable[[Request], Awaitable[Principal | None]]:
    """Who shows the operator's token, or holds `right` over a unit: people and machines.

    Gives who that is, the operator being nobody in particular. `over_here`: the right is to be
    held over this place itself; else over any unit, and whether it is held over *this* one is
    asked where it is known.
    """
    as_staff = staff(right)

    async def check(request: Request) -> Principal | None:
        if access_of(request).is_operator(request):
            return None
        principal = await as_staff(request)
        if over_here:
            principal.must(right, [request.app.state.place.code])
        return principal

    check.opens_to_operator = True  # type: ignore[attr-defined]  # a test looks for it
    return declared(check, right)


def acting(*rights: Right) -> Callable[..., Awaitable[SignedIn]]:
    """Whoever may pass as `staff(*rights)`, here and now."""

    async def who(
        request: Request, principal: Annotated[Principal, Depends(staff(*rights))]
    ) -> SignedIn:
        place = request.app.state.place
        return SignedIn(place=place, now=datetime.now(UTC), principal=principal)

    return declared(who, *rights)


def acting_or_operator(
    right: Right, *, over_here: bool = False
) -> Callable[..., Awaitable[Acting]]:
    """Whoever may pass as `staff_or_operator`, here and now."""
    check = staff_or_operator(right, over_here=over_here)

    async def who(
        request: Request, principal: Annotated[Principal | None, Depends(check)]
    ) -> Acting:
        return Acting(place=request.app.state.place, now=datetime.now(UTC), principal=principal)

    return declared(who, right)


async def _form_key_in(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    found = form.get(CSRF_FIELD, "")
    return found if isinstance(found, str) else ""
