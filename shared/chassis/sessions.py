"""Passes: what a browser or a machine shows, signed so that every service can read it alone.

A session's pass lies in a cookie and is short-lived; registry alone writes a fresh one. A
machine's pass is its API token and carries its own end. Both name the id under which they can
be ended at once (`shared.chassis.ended`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from pydantic import SecretStr

from shared.chassis.principal import Principal
from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotAllowed
from shared.kernel.roles import Grant, Role

SESSION_SALT, TOKEN_SALT, CSRF_SALT = "kheo session", "kheo token", "kheo csrf"
ERRAND_SALT = "kheo errand"
ERRAND_SECONDS = 10 * 60
"""How long somebody may take at a provider of accounts."""
FORM_SECONDS = 24 * 3600
TOKEN_PREFIX = "kheo_"  # noqa: S105 - what every token begins with, so that a leaked one is found


class SignInClosed(NotAllowed):
    """Nút này chưa có khóa phiên làm việc (KHEO_SESSION_KEY) nên chưa đăng nhập được.
    This node has no session key (KHEO_SESSION_KEY), so nobody can sign in.
    """


@dataclass(frozen=True, slots=True)
class Session:
    """Who shows it, and when it was signed."""

    principal: Principal
    signed_at: datetime


class SessionCodec:
    """Writes and reads the passes of one node."""

    def __init__(self, key: SecretStr) -> None:
        self._is_open = bool(key.get_secret_value())
        secret = key.get_secret_value() or "-"
        self._sessions = URLSafeTimedSerializer(secret, salt=SESSION_SALT)
        self._tokens = URLSafeSerializer(secret, salt=TOKEN_SALT)
        self._errands = URLSafeTimedSerializer(secret, salt=ERRAND_SALT)
        self._forms = URLSafeTimedSerializer(secret, salt=CSRF_SALT)

    def session(self, principal: Principal) -> str:
        """The cookie of a session.

        Raises:
            SignInClosed: if the node has no key.

        """
        self._refuse_if_closed()
        return self._sessions.dumps(_packed(principal))

    def token(self, principal: Principal, *, until: datetime) -> str:
        """The API token of a machine.

        Raises:
            SignInClosed: if the node has no key.

        """
        self._refuse_if_closed()
        packed = _packed(principal) | {"u": int(until.timestamp())}
        return TOKEN_PREFIX + self._tokens.dumps(packed)

    def read_session(self, cookie: str) -> Session | None:
        """Whose cookie it is, however old; None if we never wrote it."""
        if not cookie or not self._is_open:
            return None
        try:
            packed, signed_at = self._sessions.loads(cookie, return_timestamp=True)
        except BadSignature:
            return None
        return Session(_unpacked(packed), signed_at)

    def read_token(self, token: str, *, now: datetime) -> Principal | None:
        """Which machine shows `token`; None if we never wrote it, or if its time is over."""
        if not token.startswith(TOKEN_PREFIX) or not self._is_open:
            return None
        try:
            packed = self._tokens.loads(token.removeprefix(TOKEN_PREFIX))
        except BadSignature:
            return None
        if now >= datetime.fromtimestamp(packed["u"], UTC):
            return None
        return _unpacked(packed, is_machine=True)

    def form_key(self, principal: Principal) -> str:
        """What this person's forms carry, so that no other site can send one.

        It outlives the session: whoever signs in again can send what was already filled in.
        """
        return self._forms.dumps(str(principal.account)) if self._is_open else ""

    def is_form_key(self, shown: str, principal: Principal) -> bool:
        """Whether a form was drawn for this very person, today or yesterday."""
        try:
            return bool(self._forms.loads(shown, FORM_SECONDS) == str(principal.account))
        except BadSignature:
            return False

    def errand(self, packed: dict[str, str]) -> str:
        """What a browser keeps for us while it is elsewhere.

        Raises:
            SignInClosed: if the node has no key.

        """
        self._refuse_if_closed()
        return self._errands.dumps(packed)

    def read_errand(self, shown: str) -> dict[str, str] | None:
        """What we gave a browser to keep, if it was we and not too long ago."""
        if not shown or not self._is_open:
            return None
        try:
            kept: dict[str, str] = self._errands.loads(shown, max_age=ERRAND_SECONDS)
        except BadSignature:
            return None
        return kept

    def _refuse_if_closed(self) -> None:
        if not self._is_open:
            raise SignInClosed


def _packed(principal: Principal) -> dict[str, Any]:
    return {
        "a": str(principal.account),
        "s": str(principal.session),
        "g": [[grant.role, grant.unit] for grant in principal.grants],
        "n": principal.name,
        "f": str(principal.acting_for) if principal.acting_for else None,
        "m": principal.acting_for_name,
        "w": principal.must_change_password,
    }


def _unpacked(packed: dict[str, Any], *, is_machine: bool = False) -> Principal:
    return Principal(
        account=UUID(packed["a"]),
        session=UUID(packed["s"]),
        grants=tuple(Grant(Role(role), UnitCode(unit)) for role, unit in packed["g"]),
        name=packed.get("n", ""),
        acting_for=UUID(packed["f"]) if packed["f"] else None,
        acting_for_name=packed.get("m", ""),
        must_change_password=packed.get("w", False),
        is_machine=is_machine,
    )
