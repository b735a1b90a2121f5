"""The tables of schema `intake`, one module per idea; migrations compare with `metadata`."""

from services.intake.appeals import tables as appeals
from services.intake.calendars import tables as recounts
from services.intake.cases.tables import desks, feedback, messages
from services.intake.categories.tables import categories, routing
from services.intake.channels import tables as mails
from services.intake.dossiers import tables as dossiers
from services.intake.handing_over.tables import handing_over, node_keys
from services.intake.letters import tables as letters
from services.intake.open311.tables import open311, publications
from services.intake.org.tables import metadata
from services.intake.petitions import tables as petitions
from services.intake.photos import tables as photos
from services.intake.sending import tables as drafts

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
