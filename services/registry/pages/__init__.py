"""Who is who, and the movement, as people read and fill them in."""

from pathlib import Path

from fastapi import APIRouter

from services.registry.pages.components import component_pages
from services.registry.pages.files import file_pages
from shared.chassis.attachments import Attachments
from shared.portal.desk import Desk

TEMPLATES = Path(__file__).parent.parent / "templates"


def pages(desk: Desk, files: Attachments) -> list[APIRouter]:
    """The HTML pages of registry, one router per idea."""
    return [
        component_pages(desk),
        file_pages(desk, files),
    ]
