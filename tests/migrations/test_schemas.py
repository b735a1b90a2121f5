"""Migrations lead to exactly the tables the code declares, and back to nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.database_roles import SERVICES
from shared.chassis.migrating import downgrade, metadata_of, upgrade
from shared.chassis.tables import metadata as chassis
from tests.nodes import PASSWORD, fresh_database

VERSIONS = "alembic_version"


@pytest_asyncio.fixture(scope="module")
async def database(admin_url: str) -> AsyncIterator[str]:
    async with fresh_database(admin_url) as url:
        yield url


def role_in(database: str, service: str) -> str:
    url = make_url(database).set(username=service, password=PASSWORD)
    return url.render_as_string(hide_password=False)


def engine_of(url: str) -> AsyncEngine:
    return create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))


SHAPE = """
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable,
                           column_default, is_identity)
      FROM information_schema.columns WHERE table_schema = current_schema()
"""


async def shape(url: str) -> set[str]:
    """Everything Postgres itself says about a schema, defaults and constraints included."""
    engine = engine_of(url)
    async with engine.connect() as connection:
        found = set((await connection.execute(sa.text(SHAPE))).scalars())
    await engine.dispose()
    return {line for line in found if VERSIONS not in line}


async def declare(service: str, url: str) -> None:
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.run_sync(chassis.create_all)
        await connection.run_sync(metadata_of(service).create_all)
    await engine.dispose()


@pytest.mark.parametrize("service", SERVICES)
async def test_every_step_can_be_taken_back_and_again(service: str, database: str) -> None:
    url = role_in(database, service)
    migrated = await shape(url)

    await asyncio.to_thread(downgrade, service, url)
    emptied = await shape(url)
    await asyncio.to_thread(upgrade, service, url)

    assert emptied == set()
    assert await shape(url) == migrated


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_migrated_is_what_is_declared(service: str, database: str) -> None:
    url = role_in(database, service)
    migrated = await shape(url)

    await asyncio.to_thread(downgrade, service, url)
    await declare(service, url)

    assert migrated
    assert await shape(url) == migrated
