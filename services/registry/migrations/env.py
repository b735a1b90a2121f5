"""The alembic environment of registry."""

from shared.chassis.migrating import run_env

run_env()
