"""The tables of schema `intake`, one module per idea; migrations compare with `metadata`."""

from services.intake.tables import (
    categories,
    desks,
    dossiers,
    drafts,
    feedback,
    messages,
    open311,
    photos,
    routing,
)
from services.intake.tables.metadata import metadata

__all__ = [
    "categories",
    "desks",
    "dossiers",
    "drafts",
    "feedback",
    "messages",
    "metadata",
    "open311",
    "photos",
    "routing",
]
