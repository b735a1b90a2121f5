"""The one alembic environment all services use."""

import asyncio
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import sqlalchemy as sa
from alembic import command, context, op
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, pool
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "30s"
CHASSIS = Path(__file__).with_name("baseline.sql")
SERVICES = Path(__file__).parents[2] / "services"
REVISION = re.compile(r"[a-z]+_\d{12}")
"""How every revision since the baseline is called: the service, and when it was written."""

EVERYTHING = """
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace
       AND relkind IN ('r', 'p') AND relname <> 'alembic_version'
    UNION ALL
    SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
     WHERE pronamespace = current_schema()::regnamespace
"""


class UnknownSchemaError(Exception):
    """The schema stands at a revision from which no migration here leads on."""

    def __init__(self, service: str, revision: str) -> None:
        super().__init__(f"{service} stands at revision {revision}, which is not known here")
        self.is_newer = REVISION.fullmatch(revision) is not None
        """Whether a later release made it; before the baseline they were called otherwise."""


def upgrade(service: str, url: str) -> None:
    """Bring the schema of `service` to its newest version.

    Raises:
        UnknownSchemaError: if another version of the house made the schema.

    """
    try:
        command.upgrade(_config(service, url), "head")
    except CommandError as refused:
        if isinstance(unknown := refused.__cause__, ResolutionError):
            raise UnknownSchemaError(service, unknown.argument) from refused
        raise


def downgrade(service: str, url: str) -> None:
    """Take the schema of `service` back to nothing; for tests and for nobody's data."""
    command.downgrade(_config(service, url), "base")


def _config(service: str, url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SERVICES / service / "migrations"))
    config.attributes["url"] = url
    return config


def metadata_of(service: str) -> MetaData:
    """What all modules of `service` named `tables` declare together."""
    home = import_module(f"services.{service}")
    names = (module.name for module in walk_packages(home.__path__, f"{home.__name__}."))
    modules = [import_module(name) for name in names if "tables" in name.split(".")]
    [metadata] = {module.metadata for module in modules if hasattr(module, "metadata")}
    assert isinstance(metadata, MetaData)
    return metadata


def run_env() -> None:
    """What every service's `migrations/env.py` calls."""
    asyncio.run(_migrate(context.config.attributes["url"]))


async def _migrate(url: str) -> None:
    dialled = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(dialled, poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


def _run(connection: Connection) -> None:
    # A migration that cannot get its lock soon gives up instead of stopping the office.
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(sa.text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def create_baseline(service: str) -> None:
    """The chassis' tables and those of `service`, as they stood when they were frozen."""
    for frozen in (CHASSIS, SERVICES / service / "migrations" / "baseline.sql"):
        for statement in frozen.read_text("utf-8").split(";\n\n"):
            op.get_bind().exec_driver_sql(statement)


def drop_everything() -> None:
    """The way back of `create_baseline`: only alembic's own table stays."""
    for statement in op.get_bind().exec_driver_sql(EVERYTHING).scalars().all():
        op.get_bind().exec_driver_sql(statement)
