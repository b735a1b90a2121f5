"""Registry over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.registry.accounts.routes import account_routes
from services.registry.ballots.routes import ballot_routes
from services.registry.campaigns.routes import (
    campaign_routes,
    draft_routes,
    launch_routes,
    plan_routes,
)
from services.registry.counts.routes import figure_routes, pledge_routes
from services.registry.exemplars.routes import exemplar_routes
from services.registry.models.routes import model_routes
from services.registry.units.routes import (
    unit_change_routes,
    unit_check_routes,
    unit_import_routes,
    unit_routes,
)
from shared.portal.web_context import WebContext


def routes(web: WebContext) -> list[APIRouter]:
    """The JSON interface of registry."""
    return [
        account_routes,
        unit_check_routes(web),
        unit_routes(web.database, web.place),
        unit_change_routes(web),
        unit_import_routes(web),
        campaign_routes,
        draft_routes,
        launch_routes,
        plan_routes,
        exemplar_routes,
        ballot_routes,
        model_routes,
        figure_routes,
        pledge_routes,
    ]
