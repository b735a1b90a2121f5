"""The tables of schema `intake`, one module per idea; migrations compare with `metadata`."""

from services.intake.tables import dossiers, feedback, node_keys, photos
from services.intake.tables.metadata import metadata

__all__ = ["dossiers", "feedback", "metadata", "node_keys", "photos"]
