"""The tables of schema `registry`, one module per idea; migrations compare with `metadata`."""

from services.registry.tables import campaigns, deeds, files, plans, units
from services.registry.tables.metadata import metadata

__all__ = ["campaigns", "deeds", "files", "metadata", "plans", "units"]
