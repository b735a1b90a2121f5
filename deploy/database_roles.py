"""One role and one schema for each service: no service reads another's tables."""

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
"""Advisory lock: two replicas may prepare the same database at the same moment."""


def service_url(admin_url: str, service: str, password: str) -> str:
    """The address under which `service` finds the same database.

    >>> service_url("postgresql://admin:x@127.0.0.1:5432/kheo", "intake", "p@ss")
    'postgresql://intake:p%40ss@127.0.0.1:5432/kheo'
    """
    admin = urlsplit(admin_url)
    where = admin.netloc.rpartition("@")[2]
    return urlunsplit(admin._replace(netloc=f"{service}:{quote(password, safe='')}@{where}"))


async def ensure_database(admin_url: str) -> None:
    """Create the database named in `admin_url` unless it is there."""
    wanted = unquote(urlsplit(admin_url).path.lstrip("/"))
    maintenance = urlunsplit(urlsplit(admin_url)._replace(path="/postgres"))
    connection = await asyncpg.connect(maintenance)
    try:
        known = "SELECT 1 FROM pg_database WHERE datname = $1"
        if await connection.fetchval(known, wanted) is None:
            await _create_database(connection, wanted)
    finally:
        await connection.close()


async def ensure_roles(connection: asyncpg.Connection, password: str) -> None:
    """Create or mend role and schema of every service; running it twice changes nothing."""
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for service in SERVICES:
        await _ensure_role(connection, service, password)
        await connection.execute(
            f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {service}"
        )
        await _limit(connection, service)


async def _create_database(connection: asyncpg.Connection, wanted: str) -> None:
    quoted = await connection.fetchval("SELECT quote_ident($1)", wanted)
    try:
        await connection.execute(f"CREATE DATABASE {quoted} ENCODING 'UTF8' TEMPLATE template0")
    except asyncpg.DuplicateDatabaseError:
        return  # another replica was quicker


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
