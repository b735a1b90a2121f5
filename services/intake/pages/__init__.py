"""The door, as people see it: what citizens send and follow, and what staff work on."""

from pathlib import Path

from fastapi import APIRouter

from shared.chassis.attachments import Attachments
from shared.portal.desk import Desk

TEMPLATES = Path(__file__).parent.parent / "templates"


def pages(_desk: Desk, _files: Attachments) -> list[APIRouter]:
    """The HTML pages of intake, one router per idea."""
    return []
