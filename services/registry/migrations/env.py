"""The alembic environment of registry."""

from services.registry.tables import metadata
from shared.chassis.migrating import run_env

run_env(metadata)
