"""The door, as people see it: what citizens send and follow, and what staff work on."""

from pathlib import Path

from fastapi import APIRouter

from services.intake.appeals.pages import appeal_pages, escalation_pages
from services.intake.calendars.pages import calendar_pages
from services.intake.casework.pages.case_endings import case_ending_pages
from services.intake.casework.pages.case_steps import case_step_pages
from services.intake.casework.pages.cases import case_pages
from services.intake.casework.pages.counter import counter_pages
from services.intake.casework.pages.inbox import inbox_pages
from services.intake.categories.pages import category_pages
from services.intake.channels.pages import channel_pages
from services.intake.dossiers.pages.dossier_imports import dossier_import_pages
from services.intake.dossiers.pages.dossier_status import dossier_status_pages
from services.intake.dossiers.pages.dossiers import dossier_pages, dossier_step_pages
from services.intake.following.pages import following_pages
from services.intake.handing_over.pages import decision_pages, handing_over_pages
from services.intake.imports.pages import message_import_pages
from services.intake.letters.pages.letter_templates import (
    letter_head_pages,
    letter_template_pages,
    letter_text_pages,
)
from services.intake.letters.pages.letter_thanks import thanks_pages
from services.intake.letters.pages.letters import letter_pages, letter_step_pages
from services.intake.open311.domain.servers import Servers
from services.intake.open311.pages import publishing_pages, sending_on_pages
from services.intake.petitions.pages import petition_pages
from services.intake.photos.pages import photo_pages
from services.intake.routing.pages import routing_pages
from services.intake.sending.pages.sending import sending_pages
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.portal.desk import Desk

TEMPLATES = sorted(Path(__file__).parent.glob("*/templates"))


def pages(
    desk: Desk, files: Attachments, channels: Channels, *, servers: Servers
) -> list[APIRouter]:
    """The HTML pages of intake, one router per idea."""
    return [
        sending_pages(desk, files),
        inbox_pages(desk),
        following_pages(desk, files),
        photo_pages(desk, files),
        publishing_pages(desk, servers),
        sending_on_pages(desk, servers),
        counter_pages(desk),
        appeal_pages(desk),
        escalation_pages(desk),
        decision_pages(desk),
        handing_over_pages(desk),
        case_pages(desk),
        case_step_pages(desk),
        case_ending_pages(desk, files),
        calendar_pages(desk),
        category_pages(desk),
        routing_pages(desk),
        dossier_import_pages(desk),
        dossier_pages(desk),
        dossier_step_pages(desk),
        dossier_status_pages(desk),
        petition_pages(desk),
        message_import_pages(desk),
        channel_pages(desk, files, channels),
        letter_template_pages(desk),
        letter_head_pages(desk),
        letter_text_pages(desk),
        thanks_pages(desk),
        letter_pages(desk),
        letter_step_pages(desk),
    ]
