"""Who is asking, and may they: one operator token per node, sessions, tokens of machines.

Every route declares who may use it, by one of the doors of `Access`:

    router.get("/units", dependencies=[Depends(access.anyone)])
    asker: Annotated[Asker, Depends(access.staff(Right.WORK))]

A door only asks whether the right is held over *some* unit; whether it is held over *this*
unit is asked where the unit is known, by `Asker.must(right, line)`.
"""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from fastapi import Header, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import SecretStr

from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotAllowed
from shared.kernel.roles import RIGHTS_OF, Grant, Right, Role, holds

BEARER = "Bearer "
COOKIE = "kheo_session"
SESSION_SECONDS = 20 * 60
"""How long a cookie is believed without asking registry for a fresh one."""
SALT = "kheo session"

Guard = Callable[..., None]
Door = TypeVar("Door", bound=Callable[..., Any])


class SignInNeeded(NotAllowed):
    """Xin đăng nhập để tiếp tục.
    Sign in to go on.
    """


class NotYours(NotAllowed):
    """Tài khoản này không có quyền làm việc này ở đơn vị này. Hãy hỏi người quản trị đơn vị.
    This account may not do this at this unit. Ask the administrator of your unit.
    """


class Told(Protocol):
    """The part of a node's settings that the door reads."""

    @property
    def operator_token(self) -> SecretStr:
        """What the operator shows; empty: operator routes are closed."""

    @property
    def session_key(self) -> SecretStr:
        """What sessions are signed with; empty: nobody can sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who is known: a person with a session, or a machine with a token."""

    account: UUID
    session: UUID
    grants: tuple[Grant, ...]
    acting_for: UUID | None = None
    """The account in whose name this one acts, for as long as a delegation lasts."""
    is_machine: bool = False
    name: str = ""
    """How the person is called on the pages; it travels in the person's own cookie only."""
    acting_for_name: str = ""

    def has(self, right: Right) -> bool:
        """Whether `right` is held over any unit at all."""
        return any(right in RIGHTS_OF[grant.role] for grant in self.grants)

    def may(self, right: Right, line: Collection[str]) -> bool:
        """Whether `right` is held over a unit; `line` is that unit and all its superiors."""
        return holds(self.grants, right, line)

    def must(self, right: Right, line: Collection[str]) -> None:
        """Pass, or refuse.

        Raises:
            NotYours: if `right` is not held over the unit.

        """
        if not self.may(right, line):
            raise NotYours

    def scopes(self, right: Right) -> frozenset[UnitCode]:
        """The units over which, and below which, `right` is held."""
        return frozenset(g.unit for g in self.grants if right in RIGHTS_OF[g.role])


class Access:
    """The doors of one node."""

    def __init__(self, *, operator_token: SecretStr, session_key: SecretStr) -> None:
        key = session_key.get_secret_value() or secrets.token_urlsafe(32)
        self._signer = URLSafeTimedSerializer(key, salt=SALT)
        self.operator: Guard = declared(operator_only(operator_token))
        """Only who shows the operator's token."""

    @classmethod
    def of(cls, settings: Told) -> Self:
        """The doors as a node is told to keep them."""
        return cls(operator_token=settings.operator_token, session_key=settings.session_key)

    def written(self, asker: Asker) -> str:
        """The cookie of a session."""
        return self._signer.dumps(_packed(asker))

    def known(self, request: Request) -> Asker | None:
        """Who shows a session that is still good, if anybody."""
        try:
            told = self._signer.loads(request.cookies.get(COOKIE, ""), SESSION_SECONDS)
        except BadSignature:
            return None
        return _unpacked(told)

    @staticmethod
    def anyone() -> None:
        """Citizens included."""

    def staff(self, *rights: Right) -> Callable[[Request], Asker]:
        """Whoever has signed in and holds one of `rights`; any right if none is named."""

        def check(request: Request) -> Asker:
            asker = self.known(request)
            if asker is None:
                raise SignInNeeded
            if rights and not any(asker.has(right) for right in rights):
                raise NotYours
            return asker

        return declared(check, *rights)


def declared(door: Door, *rights: Right) -> Door:
    """`door`, marked as one that says who may pass; a test looks for the mark."""
    door.opens_to = rights  # type: ignore[attr-defined]  # a function carries what we hang on it
    return door


declared(Access.anyone)


def operator_only(token: SecretStr) -> Guard:
    """A FastAPI dependency that lets only the bearer of `token` pass; no token, nobody."""
    wanted = token.get_secret_value().encode()

    def check(authorization: str = Header("", include_in_schema=False)) -> None:
        given = authorization.removeprefix(BEARER).encode()
        if not wanted or not secrets.compare_digest(given, wanted):
            raise NotAllowed

    return check


def _packed(asker: Asker) -> dict[str, Any]:
    return {
        "a": str(asker.account),
        "s": str(asker.session),
        "g": [[grant.role, grant.unit] for grant in asker.grants],
        "f": str(asker.acting_for) if asker.acting_for else None,
    }


def _unpacked(told: dict[str, Any]) -> Asker:
    return Asker(
        account=UUID(told["a"]),
        session=UUID(told["s"]),
        grants=tuple(Grant(Role(role), UnitCode(unit)) for role, unit in told["g"]),
        acting_for=UUID(told["f"]) if told["f"] else None,
    )
