"""One Postgres, one role and schema per service, one transaction per request or message."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Literal, TypeAlias

import asyncpg
from sqlalchemy import MetaData
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shared.chassis.connection_pool import ConnectionPool
from shared.chassis.outage import Outage
from shared.kernel.rejection import Rejection

Transaction: TypeAlias = AsyncConnection
"""An open transaction; it commits when its block ends and never before."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # spoken to in the very moment of being cut off
    OSError,
    TimeoutError,
)
NOT_NOW = (
    *LOST,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)

NO_TEXT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)

Isolation: TypeAlias = Literal["read_committed", "repeatable_read", "serializable"]
ISOLATION: dict[str, Isolation | None] = {
    "": None,
    "READ COMMITTED": "read_committed",
    "REPEATABLE READ": "repeatable_read",
    "SERIALIZABLE": "serializable",
}

announced: ContextVar[bool] = ContextVar("announced", default=False)
"""Whether the open transaction has put a fact into the outbox."""


class TextNotKeepable(Rejection):
    """Có ký tự không lưu được (ký tự NUL); xin gõ lại.
    There is a character that cannot be kept (NUL); please type it again.
    """


def new_metadata() -> MetaData:
    """The catalogue a service declares its tables in; constraint names are never guessed."""
    return MetaData(naming_convention=NAMING)


class Database:
    """A service's own schema. The role's search_path picks it; code never names it."""

    def __init__(self, lender: ConnectionPool, url: str) -> None:
        self._lender = lender
        self._url = url
        self.on_told: list[Callable[[], None]] = []
        """Called without arguments after a commit that put facts into the outbox."""

    @classmethod
    def at(cls, url: str, *, pool_size: int = 6) -> "Database":
        """Prepare a database; nothing is dialled before the first transaction."""
        dialled = make_url(url).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(
            dialled,
            isolation_level="AUTOCOMMIT",  # transactions are ours to begin and to end
            hide_parameters=True,  # what a citizen wrote is not for a log
            pool_size=pool_size,
            max_overflow=0,
        )
        plain = dialled.set(drivername="postgresql").render_as_string(hide_password=False)
        return cls(ConnectionPool(engine, size=pool_size), plain)

    @asynccontextmanager
    async def transaction(self, *, isolation: str = "") -> AsyncIterator[Transaction]:
        """Everything inside happens, or none of it does; `isolation` as Postgres names it.

        Raises:
            Outage: if Postgres cannot be reached, is going down, or drops the connection.

        """
        mark = announced.set(False)
        try:
            with outages():
                async with self._lender.lent() as tx, _begun(tx, ISOLATION[isolation]):
                    yield tx
            if announced.get():
                self._wake()
        finally:
            announced.reset(mark)

    def _wake(self) -> None:
        for wake in self.on_told:
            wake()

    @asynccontextmanager
    async def dedicated(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection outside the pool, for session locks and bulk work.

        Raises:
            Outage: if Postgres cannot be reached or drops it.

        """
        with outages():
            connection = await asyncpg.connect(self._url, timeout=10)
            try:
                yield connection
            finally:
                with contextlib.suppress(*LOST):
                    await connection.close(timeout=2)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._lender.close()


@contextlib.contextmanager
def outages() -> Iterator[None]:
    """Translate the ways in which Postgres says “not now”; the only place that does.

    Raises:
        Outage: if it may work later.
        TextNotKeepable: if a text holds a NUL: in an address, a form, a file.

    """
    try:
        yield
    except NO_TEXT as error:
        raise TextNotKeepable from error
    except (OperationalError, InterfaceError, PoolTimeout, *NOT_NOW) as error:
        raise Outage(f"postgres: {error}") from error
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig else None
        if isinstance(cause, NO_TEXT):
            raise TextNotKeepable from error
        if error.connection_invalidated or isinstance(cause, NOT_NOW):
            raise Outage(f"postgres: {error}") from error
        raise


@asynccontextmanager
async def _begun(tx: Transaction, isolation: Isolation | None) -> AsyncIterator[None]:
    """A transaction of the driver's own.

    SQLAlchemy begins only with its own first statement; whatever went through `driver`
    before that would be committed statement by statement.
    """
    connection = await _living(tx)
    try:
        async with connection.transaction(isolation=isolation):
            yield
    finally:
        # Somebody who is called off twice does not get round to rolling back.
        if not connection.is_closed() and connection.is_in_transaction():
            connection.terminate()


async def _living(tx: Transaction) -> asyncpg.Connection:
    """The connection, or a new one where Postgres has dropped it while it lay in the pool."""
    connection = await driver(tx)
    if connection.is_closed() or connection.is_in_transaction():
        await tx.invalidate()
        connection = await driver(tx)
    return connection


async def driver(tx: Transaction) -> asyncpg.Connection:
    """The asyncpg connection under a transaction, for COPY and arrays; it shares its fate."""
    lent = tx.sync_connection
    if lent is None or lent.invalidated:
        raw = await tx.get_raw_connection()
    else:
        raw = lent.connection  # the same, without a way through a greenlet
    connection: asyncpg.Connection = raw.driver_connection  # type: ignore[assignment] # asyncpg's
    return connection
