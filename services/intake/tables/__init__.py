"""The tables of schema `intake`, one module per idea; migrations compare with `metadata`."""

from services.intake.tables import dossiers, drafts, feedback, open311, photos
from services.intake.tables.metadata import metadata

__all__ = ["dossiers", "drafts", "feedback", "metadata", "open311", "photos"]
