"""Who is who, and the movement, as people read and fill them in."""

from pathlib import Path

from fastapi import APIRouter

from shared.portal.desk import Desk

TEMPLATES = Path(__file__).parent.parent / "templates"


def pages(desk: Desk) -> list[APIRouter]:
    """The HTML pages of registry, one router per idea."""
    return [desk.router()]
