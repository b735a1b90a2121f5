"""The alembic environment of intake."""

from services.intake.tables import metadata
from shared.chassis.migrating import run_env

run_env(metadata)
