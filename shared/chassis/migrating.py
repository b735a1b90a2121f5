"""The one alembic environment all services use."""

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from shared.chassis.tables import metadata as chassis

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "30s"
FIRST_RELEASE = Path(__file__).parent / "schema_v1.sql"
CHAPTERS = Path(__file__).parent / "schema_v1_chapters.sql"
ACCESS = Path(__file__).parent / "schema_v1_access.sql"
CALENDARS = Path(__file__).parent / "schema_v1_calendars.sql"


def upgrade(service: str, url: str) -> None:
    """Bring the schema of `service` to its newest version."""
    command.upgrade(_config(service, url), "head")


def downgrade(service: str, url: str) -> None:
    """Take the schema of `service` back to nothing; for tests and for nobody's data."""
    command.downgrade(_config(service, url), "base")


def _config(service: str, url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", f"services/{service}/migrations")
    folder = Path(__file__).parents[2] / "services" / service / "migrations"
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = url
    return config


def run_env(metadata: MetaData) -> None:
    """What every service's `migrations/env.py` calls."""
    url = context.config.attributes["url"]
    asyncio.run(_migrate(url, metadata))


async def _migrate(url: str, metadata: MetaData) -> None:
    dialled = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(dialled, poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_run, metadata)
    await engine.dispose()


def _run(connection: Connection, metadata: MetaData) -> None:
    # A migration that cannot get its lock soon gives up instead of stopping the office.
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(sa.text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    context.configure(connection=connection, target_metadata=[chassis, metadata])
    with context.begin_transaction():
        context.run_migrations()


def create_chassis(bind: Connection) -> None:
    """The chassis' tables as first released; later changes are migrations of their own."""
    _execute(bind, FIRST_RELEASE)


def create_chapters(bind: Connection) -> None:
    """The tables of the units' histories, as every service keeps them."""
    _execute(bind, CHAPTERS)


def drop_chapters(bind: Connection) -> None:
    """The way back of `create_chapters`."""
    bind.exec_driver_sql("DROP TABLE known_lineage, known_chapters")


def create_access(bind: Connection) -> None:
    """The ends of sessions and the audit trail, as every service keeps them."""
    _execute(bind, ACCESS)


def drop_access(bind: Connection) -> None:
    """The way back of `create_access`."""
    bind.exec_driver_sql("DROP TABLE ended_sessions, audit_trail")
    bind.exec_driver_sql("DROP FUNCTION keep_audit_trail")


def create_calendars(bind: Connection) -> None:
    """The working years, as every service is told of them."""
    _execute(bind, CALENDARS)


def drop_calendars(bind: Connection) -> None:
    """The way back of `create_calendars`."""
    bind.exec_driver_sql("DROP TABLE calendar_years")


def _execute(bind: Connection, frozen: Path) -> None:
    for statement in frozen.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            bind.exec_driver_sql(statement)


def drop_chassis(bind: Connection) -> None:
    """The way back of `create_chassis`."""
    chassis.drop_all(bind)
