"""Signing in for tests: a client that shows a session, as a browser would after the door.

The pass is signed with the node's own key; `registry` need not know the account. Tests of
accounts themselves go through the sign-in page.
"""

from uuid import UUID, uuid4

from httpx import AsyncClient
from pydantic import SecretStr

from shared.chassis.access import COOKIE, CSRF_HEADER, Access
from shared.chassis.principal import Principal
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role
from tests.nodes import SESSION_KEY, TOKEN

ACCESS = Access(operator_token=SecretStr(TOKEN), session_key=SecretStr(SESSION_KEY))


def somebody(
    role: Role | None,
    unit: str = "east",
    *,
    name: str = "Cán bộ thử",
    account: UUID | None = None,
) -> Principal:
    """A person with one role over a unit, or with none."""
    grants = (Grant(role, UnitCode(unit)),) if role else ()
    return Principal(account=account or uuid4(), session=uuid4(), grants=grants, name=name)


def sign_in(client: AsyncClient, principal: Principal) -> Principal:
    """From now on `client` is `principal`; what it sends carries the key of its forms."""
    client.cookies.set(COOKIE, ACCESS.written(principal))
    client.headers[CSRF_HEADER] = ACCESS.sessions.form_key(principal)
    return principal


def sign_out(client: AsyncClient) -> None:
    """From now on `client` is nobody."""
    client.cookies.delete(COOKIE)
    client.headers.pop(CSRF_HEADER, None)
