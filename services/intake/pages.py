"""The door, as people see it: what citizens send and follow, and what staff work on."""

from pathlib import Path

from fastapi import APIRouter

from services.intake.appeals.pages import appeal_pages, escalation_pages
from services.intake.calendars.pages import calendar_pages
from services.intake.casework.pages.cases import case_pages
from services.intake.casework.pages.counter import counter_pages
from services.intake.casework.pages.inbox import inbox_pages
from services.intake.categories.pages import category_pages
from services.intake.channels.pages import channel_pages
from services.intake.dossiers.pages import (
    dossier_import_pages,
    dossier_pages,
    dossier_status_pages,
)
from services.intake.following.pages import following_pages
from services.intake.handing_over.pages import decision_pages, handing_over_pages
from services.intake.imports.pages import message_import_pages
from services.intake.letters.pages import letter_pages, letter_template_pages, thanks_pages
from services.intake.open311.pages import publishing_pages
from services.intake.petitions.pages import petition_pages
from services.intake.photos.pages import photo_pages
from services.intake.routing.pages import routing_pages
from services.intake.sending.pages import sending_pages

TEMPLATES = sorted(Path(__file__).parent.glob("*/templates"))


def pages() -> list[APIRouter]:
    """The HTML pages of intake, one router per idea."""
    return [
        sending_pages,
        inbox_pages,
        following_pages,
        photo_pages,
        publishing_pages,
        counter_pages,
        appeal_pages,
        escalation_pages,
        decision_pages,
        handing_over_pages,
        case_pages,
        calendar_pages,
        category_pages,
        routing_pages,
        dossier_import_pages,
        dossier_pages,
        dossier_status_pages,
        petition_pages,
        message_import_pages,
        channel_pages,
        letter_template_pages,
        thanks_pages,
        letter_pages,
    ]
