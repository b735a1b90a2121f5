"""One role and one schema for each service: no service reads another's tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

SERVICES = ("intake", "registry", "surveys", "compliance", "reporting")

LIMITS = {
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "30s",
}
"""A forgotten transaction would hold back the relay, which publishes in commit order."""

ONE_AT_A_TIME = 7_401_820_180_101
"""Advisory lock: nodes and replicas on one server may prepare it at the same moment."""


def service_url(admin_url: str, service: str, password: str) -> str:
    """The address under which `service` finds the same database.

    >>> service_url("postgresql://admin:x@127.0.0.1:5432/kheo", "intake", "p@ss")
    'postgresql://intake:p%40ss@127.0.0.1:5432/kheo'
    """
    admin = urlsplit(admin_url)
    where = admin.netloc.rpartition("@")[2]
    return urlunsplit(admin._replace(netloc=f"{service}:{quote(password, safe='')}@{where}"))


@asynccontextmanager
async def preparing(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the database of `admin_url`, created if needed; one at a time.

    Roles belong to the whole server and advisory locks to one database of it, so the lock is
    taken where all nodes of a server meet.
    """
    meeting = await asyncpg.connect(urlunsplit(urlsplit(admin_url)._replace(path="/postgres")))
    try:
        await meeting.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
        await _ensure_database(meeting, unquote(urlsplit(admin_url).path.lstrip("/")))
        connection = await asyncpg.connect(admin_url)
        try:
            yield connection
        finally:
            await connection.close()
    finally:
        await meeting.close()


async def ensure_roles(connection: asyncpg.Connection, password: str) -> None:
    """Create or mend role and schema of every service; running it twice changes nothing."""
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for service in SERVICES:
        await _ensure_role(connection, service, password)
        await connection.execute(
            f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {service}"
        )
        await _limit(connection, service)


async def _ensure_database(meeting: asyncpg.Connection, wanted: str) -> None:
    known = "SELECT 1 FROM pg_database WHERE datname = $1"
    if await meeting.fetchval(known, wanted) is None:
        quoted = await meeting.fetchval("SELECT quote_ident($1)", wanted)
        await meeting.execute(f"CREATE DATABASE {quoted} ENCODING 'UTF8' TEMPLATE template0")


async def _ensure_role(connection: asyncpg.Connection, service: str, password: str) -> None:
    known = "SELECT 1 FROM pg_roles WHERE rolname = $1"
    if await connection.fetchval(known, service) is None:
        await connection.execute(f"CREATE ROLE {service} LOGIN")
    secret = await connection.fetchval("SELECT quote_literal($1)", password)
    await connection.execute(f"ALTER ROLE {service} PASSWORD {secret}")
    await connection.execute(f"GRANT {service} TO CURRENT_USER")


async def _limit(connection: asyncpg.Connection, service: str) -> None:
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    for setting, value in {"search_path": service, **LIMITS}.items():
        await connection.execute(
            f"ALTER ROLE {service} IN DATABASE {database} SET {setting} = '{value}'"
        )
