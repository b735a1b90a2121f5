"""The tables of schema `intake`, one module per idea; migrations compare with `metadata`."""

from services.intake.tables import (
    appeals,
    categories,
    desks,
    dossiers,
    drafts,
    feedback,
    handing_over,
    letters,
    mails,
    messages,
    node_keys,
    open311,
    petitions,
    photos,
    publications,
    recounts,
    routing,
)
from services.intake.tables.metadata import metadata

__all__ = [
    "appeals",
    "categories",
    "desks",
    "dossiers",
    "drafts",
    "feedback",
    "handing_over",
    "letters",
    "mails",
    "messages",
    "metadata",
    "node_keys",
    "open311",
    "petitions",
    "photos",
    "publications",
    "recounts",
    "routing",
]
