"""Intake over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.intake.appeals.routes import appeal_routes
from services.intake.calendars.routes import calendar_routes
from services.intake.cases.routes import identity_routes
from services.intake.casework.routes import answering_routes
from services.intake.channels.routes import webhook_routes
from services.intake.dossiers.routes import dossier_routes, dossier_status_routes
from services.intake.following.routes import citizen_routes, feedback_routes
from services.intake.handing_over.routes import (
    decision_routes,
    handing_over_routes,
    key_routes,
    whereabouts_routes,
)
from services.intake.imports.routes import message_routes
from services.intake.letters.routes import letter_routes
from services.intake.open311.routes import open311_routes
from services.intake.org.workflows import HostedUnits
from services.intake.petitions.routes import petition_routes
from services.intake.photos.routes import photo_routes
from shared.portal.web_context import WebContext


def routes(web: WebContext) -> list[APIRouter]:
    """What machines call."""
    database, place = web.database, web.place
    hosted = HostedUnits(place)
    return [
        feedback_routes(database, place, hosted=hosted),
        citizen_routes(database, place),
        answering_routes,
        calendar_routes,
        letter_routes,
        dossier_routes,
        handing_over_routes,
        whereabouts_routes,
        appeal_routes,
        decision_routes,
        key_routes,
        *open311_routes,
        dossier_status_routes,
        petition_routes,
        message_routes,
        identity_routes,
        photo_routes,
        webhook_routes,
    ]
