"""Intake over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.intake.domain.open311.servers import Servers
from services.intake.routes.answering import answering_routes, ending_routes, words_routes
from services.intake.routes.appeals import appeal_routes
from services.intake.routes.calendars import calendar_routes
from services.intake.routes.dossier_status import dossier_status_routes
from services.intake.routes.dossiers import dossier_routes
from services.intake.routes.feedback import citizen_routes, feedback_routes
from services.intake.routes.handing_over import (
    decision_routes,
    handing_over_routes,
    key_routes,
    whereabouts_routes,
)
from services.intake.routes.identities import identity_routes
from services.intake.routes.letters import letter_routes
from services.intake.routes.messages import message_routes
from services.intake.routes.open311 import open311_routes
from services.intake.routes.petitions import petition_routes
from services.intake.routes.photos import photo_routes
from services.intake.routes.webhooks import webhook_routes
from services.intake.workflows.hosting import HostedUnits
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.portal.desk import Desk


def routes(
    desk: Desk, files: Attachments, channels: Channels, *, servers: Servers
) -> list[APIRouter]:
    """What machines call."""
    database, place, access = desk.database, desk.place, desk.access
    hosted = HostedUnits(place)
    return [
        feedback_routes(database, place, hosted=hosted),
        citizen_routes(database, place),
        words_routes(database, place, access),
        answering_routes(database, place, access),
        ending_routes(database, place, access),
        calendar_routes(desk),
        letter_routes(desk),
        *dossier_routes(database, place, hosted=hosted, access=access),
        handing_over_routes(desk),
        whereabouts_routes(desk),
        appeal_routes(desk),
        decision_routes(desk),
        key_routes(desk),
        *open311_routes(desk, files, servers),
        dossier_status_routes(database, place),
        petition_routes(database, place, hosted=hosted, access=access),
        message_routes(database, place, hosted=hosted, access=access),
        identity_routes(database, place, access),
        *photo_routes(database, place, files=files, access=access),
        *webhook_routes(database, place, channels.keys),
    ]
