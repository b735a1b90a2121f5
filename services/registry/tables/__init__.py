"""The tables of schema `registry`, one module per idea; migrations compare with `metadata`."""

from services.registry.tables import (
    accounts,
    ballots,
    campaigns,
    changes,
    counts,
    deeds,
    files,
    models,
    nominations,
    plans,
    scoring,
    units,
)
from services.registry.tables.metadata import metadata

__all__ = [
    "accounts",
    "ballots",
    "campaigns",
    "changes",
    "counts",
    "deeds",
    "files",
    "metadata",
    "models",
    "nominations",
    "plans",
    "scoring",
    "units",
]
