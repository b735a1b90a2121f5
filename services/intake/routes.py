"""Intake over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.intake.appeals.routes import appeal_routes
from services.intake.calendars.routes import calendar_routes
from services.intake.cases.routes import identity_routes
from services.intake.casework.routes import answering_routes, ending_routes, words_routes
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
from services.intake.open311.domain.servers import Servers
from services.intake.open311.routes import open311_routes
from services.intake.org.workflows import HostedUnits
from services.intake.petitions.routes import petition_routes
from services.intake.photos.routes import photo_routes
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.portal.web_context import WebContext


def routes(
    web: WebContext, files: Attachments, channels: Channels, *, servers: Servers
) -> list[APIRouter]:
    """What machines call."""
    database, place, access = web.database, web.place, web.access
    hosted = HostedUnits(place)
    return [
        feedback_routes(database, place, hosted=hosted),
        citizen_routes(database, place),
        words_routes(database, place, access),
        answering_routes(database, place, access),
        ending_routes(database, place, access),
        calendar_routes(web),
        letter_routes(web),
        *dossier_routes(database, place, hosted=hosted, access=access),
        handing_over_routes(web),
        whereabouts_routes(web),
        appeal_routes(web),
        decision_routes(web),
        key_routes(web),
        *open311_routes(web, files, servers),
        dossier_status_routes(database, place),
        petition_routes(database, place, hosted=hosted, access=access),
        message_routes(database, place, hosted=hosted, access=access),
        identity_routes(database, place, access),
        *photo_routes(database, place, files=files, access=access),
        *webhook_routes(database, place, channels.keys),
    ]
