"""Who is asking. For now one operator token per node guards what only staff may do."""

import secrets
from collections.abc import Callable

from fastapi import Header
from pydantic import SecretStr

from shared.kernel.rejection import NotAllowed

BEARER = "Bearer "

Guard = Callable[..., None]


def operator_only(token: SecretStr) -> Guard:
    """A FastAPI dependency that lets only the bearer of `token` pass; no token, nobody."""
    wanted = token.get_secret_value().encode()

    def check(authorization: str = Header("", include_in_schema=False)) -> None:
        given = authorization.removeprefix(BEARER).encode()
        if not wanted or not secrets.compare_digest(given, wanted):
            raise NotAllowed

    return check
