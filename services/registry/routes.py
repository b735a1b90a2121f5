"""Registry over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.registry.accounts.routes import account_routes
from services.registry.ballots.routes import ballot_routes
from services.registry.campaigns.routes.campaign_drafts import draft_routes, launch_routes
from services.registry.campaigns.routes.campaigns import campaign_routes
from services.registry.campaigns.routes.plans import plan_routes
from services.registry.counts.routes import figure_routes, pledge_routes
from services.registry.exemplars.routes.dossiers import dossier_routes
from services.registry.exemplars.routes.exemplars import exemplar_routes
from services.registry.models.routes.models import model_routes
from services.registry.units.routes.unit_changes import unit_change_routes
from services.registry.units.routes.unit_checks import unit_check_routes
from services.registry.units.routes.unit_imports import unit_import_routes
from services.registry.units.routes.units import unit_routes
from shared.chassis.attachments import Attachments
from shared.portal.desk import Desk


def routes(desk: Desk, files: Attachments) -> list[APIRouter]:
    """The JSON interface of registry."""
    return [
        account_routes(desk),
        unit_check_routes(desk),
        unit_routes(desk.database, desk.place),
        unit_change_routes(desk),
        unit_import_routes(desk),
        campaign_routes(desk),
        draft_routes(desk),
        launch_routes(desk),
        plan_routes(desk, files),
        exemplar_routes(desk),
        dossier_routes(desk),
        ballot_routes(desk),
        model_routes(desk),
        figure_routes(desk),
        pledge_routes(desk),
    ]
