"""Alembic's door to reporting's tables."""

from services.reporting.tables import metadata
from shared.chassis.migrating import run_env

run_env(metadata)
