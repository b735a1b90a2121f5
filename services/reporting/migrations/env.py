"""The alembic environment of reporting."""

from shared.chassis.migrating import run_env

run_env()
