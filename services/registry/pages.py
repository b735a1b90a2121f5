"""Who is who, and the movement, as people read and fill them in."""

from pathlib import Path

from fastapi import APIRouter

from services.registry.accounts.pages.administration import (
    accounts_pages,
    audit_pages,
    enrolment_pages,
    token_pages,
)
from services.registry.accounts.pages.own_account import account_pages
from services.registry.accounts.pages.sign_in import oidc_pages, sign_in_pages
from services.registry.ballots.pages import ballot_pages, voting_pages
from services.registry.campaigns.pages import (
    board_pages,
    campaign_pages,
    component_pages,
    draft_pages,
    duty_pages,
    file_pages,
    launch_pages,
    plan_pages,
)
from services.registry.counts.pages import (
    commitment_count_pages,
    figure_import_pages,
    figure_pages,
    pledge_count_pages,
    pledge_pages,
)
from services.registry.exemplars.pages.nominations import (
    exemplar_list_pages,
    nomination_file_pages,
)
from services.registry.exemplars.pages.scoring import scoring_pages
from services.registry.models.pages.forms import model_form_pages, model_step_pages
from services.registry.models.pages.public import public_model_pages
from services.registry.models.pages.register import model_button_pages, model_pages
from services.registry.org.web import RegistryContext
from services.registry.units.pages.unit_changes import unit_change_pages
from services.registry.units.pages.unit_checks import unit_check_pages, unit_file_pages
from services.registry.units.pages.unit_imports import unit_import_pages
from services.registry.units.pages.units import head_count_pages, one_unit_pages, unit_pages

TEMPLATES = sorted(Path(__file__).parent.glob("*/templates"))


def pages(web: RegistryContext) -> list[APIRouter]:
    """The HTML pages of registry, one router per idea."""
    provider = web.provider
    return [
        sign_in_pages,
        *([] if provider is None else [oidc_pages]),
        account_pages,
        token_pages,
        accounts_pages,
        audit_pages,
        component_pages,
        file_pages,
        draft_pages,
        launch_pages,
        campaign_pages,
        board_pages,
        duty_pages,
        plan_pages,
        unit_change_pages(web),
        unit_check_pages,
        enrolment_pages,
        unit_file_pages,
        unit_import_pages,
        unit_pages,
        one_unit_pages,
        head_count_pages,
        figure_pages,
        figure_import_pages,
        pledge_pages,
        pledge_count_pages,
        commitment_count_pages,
        model_form_pages,
        model_pages,
        model_button_pages,
        model_step_pages,
        public_model_pages,
        exemplar_list_pages,
        scoring_pages,
        nomination_file_pages,
        ballot_pages,
        voting_pages,
    ]
