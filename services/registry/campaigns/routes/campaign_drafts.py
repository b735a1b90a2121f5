"""Campaigns over HTTP: drafted, edited by several, launched, closed."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from services.registry.campaigns.queries import campaigns as queries
from services.registry.campaigns.routes.campaigns import ADDRESS, CampaignForm, CampaignView
from services.registry.campaigns.workflows import campaigns as workflows
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis import audit
from shared.chassis.idempotency import once
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext

Key = Annotated[str | None, Header(alias="Idempotency-Key")]


class SeenVersion(BaseModel):
    """Which version whoever acts was looking at."""

    version: int


class EditForm(CampaignForm, SeenVersion):
    """A draft with changes."""


def draft_routes(web: WebContext) -> APIRouter:
    """Drafts, as JSON."""
    router = APIRouter(prefix=ADDRESS, tags=["registry"])
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    @router.post("", status_code=201)
    async def post_campaign(
        form: CampaignForm, viewer: writer, key: Key = None
    ) -> CampaignView:
        """Write a draft."""
        async with web.database.transaction() as tx:
            await queries.unit_served(tx, form.issuer, viewer, right=Right.WORK)

            async def draft() -> dict[str, Any]:
                campaign = await workflows.draft_campaign(
                    tx, form.content(), campaign_id=uuid7(), host=viewer.here, now=viewer.now
                )
                return CampaignView.of(campaign).model_dump(mode="json")

            answer = await once(tx, key, request=form.model_dump_json().encode(), do=draft)
        return CampaignView.model_validate(answer)

    @router.put("/{campaign_id}")
    async def put_campaign(campaign_id: UUID, form: EditForm, viewer: writer) -> CampaignView:
        """Save a draft anew; 409 if somebody else has saved it since `version`."""
        async with web.database.transaction() as tx:
            await queries.campaign_held(tx, campaign_id, viewer, right=Right.WORK)
            await queries.unit_served(tx, form.issuer, viewer, right=Right.WORK)
            campaign = await workflows.edit_campaign(
                tx, campaign_id, form.content(), seen=form.version, now=viewer.now
            )
        return CampaignView.of(campaign)

    return router


def launch_routes(web: WebContext) -> APIRouter:
    """Launching and closing, as JSON."""
    router = APIRouter(prefix=ADDRESS, tags=["registry"])
    leader = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]

    @router.post("/{campaign_id}/launch")
    async def post_launch(campaign_id: UUID, seen: SeenVersion, viewer: leader) -> CampaignView:
        """Call upon everyone below."""
        async with web.database.transaction() as tx:
            await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
            campaign = await workflows.launch_campaign(
                tx, campaign_id, seen=seen.version, today=viewer.today, now=viewer.now
            )
            await audit.record(
                tx, viewer.principal, "campaign.launched", subject=str(campaign_id)
            )
        return CampaignView.of(campaign)

    @router.post("/{campaign_id}/close")
    async def post_close(campaign_id: UUID, viewer: leader) -> CampaignView:
        """Let the campaign be over."""
        async with web.database.transaction() as tx:
            await queries.campaign_held(tx, campaign_id, viewer, right=Right.DECIDE)
            campaign = await workflows.close_campaign(
                tx, campaign_id, here=viewer.here, today=viewer.today, now=viewer.now
            )
            await audit.record(
                tx, viewer.principal, "campaign.closed", subject=str(campaign_id)
            )
        return CampaignView.of(campaign)

    return router
