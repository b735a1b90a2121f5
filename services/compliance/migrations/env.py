"""The alembic environment of compliance."""

from shared.chassis.migrating import run_env

run_env()
