"""The alembic environment of surveys."""

from shared.chassis.migrating import run_env

run_env()
