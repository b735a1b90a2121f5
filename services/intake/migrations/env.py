"""The alembic environment of intake."""

from shared.chassis.migrating import run_env

run_env()
