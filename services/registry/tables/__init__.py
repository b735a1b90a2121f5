"""The tables of schema `registry`, one module per idea; migrations compare with `metadata`."""

from services.registry.tables import deeds, files, units
from services.registry.tables.metadata import metadata

__all__ = ["deeds", "files", "metadata", "units"]
