"""The alembic environment of compliance."""

from services.compliance.tables import metadata
from shared.chassis.migrating import run_env

run_env(metadata)
