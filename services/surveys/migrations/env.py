"""The alembic environment of surveys."""

from services.surveys.tables import metadata
from shared.chassis.migrating import run_env

run_env(metadata)
