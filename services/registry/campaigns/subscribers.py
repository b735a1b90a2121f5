"""What registry listens to: campaigns launched above, and plans handed in below."""

from typing import Any

from services.registry.campaigns import workflows
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignId,
    CampaignState,
)
from services.registry.campaigns.domain.duties import Duty, What
from services.registry.campaigns.domain.plans import Plan, PlanId
from services.registry.campaigns.workflows import note_plan
from services.registry.units.workflows import require_speaker
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.registry import CampaignClosed, CampaignLaunched, DutyAsked, PlanSubmitted
from shared.kernel.places import UnitCode


def subscriptions() -> list[Subscription]:
    """Directives from above, plans from below."""
    return [
        Subscription(
            reader="registry__campaigns_v1",
            facts=(CampaignLaunched, CampaignClosed),
            where=frozenset({Where.ABOVE}),
            then=on_campaign_told,
        ),
        Subscription(
            reader="registry__plans_v1",
            facts=(PlanSubmitted,),
            where=frozenset({Where.BELOW}),
            then=on_plan_submitted,
        ),
    ]


async def on_campaign_told(tx: Transaction, fact: Received[Any]) -> None:
    """Keep what is asked of this node and of everyone below."""
    if isinstance(fact.event, CampaignClosed):
        closed_on = fact.event.closed_on
        await workflows.note_ending(tx, fact.event.campaign, closed_on=closed_on)
        return
    await workflows.note_campaign(tx, campaign_in(fact))


async def on_plan_submitted(tx: Transaction, fact: Received[Any]) -> None:
    """Keep that a unit below has handed in its plan."""
    event: PlanSubmitted = fact.event
    node, day = fact.envelope.node, event.submitted_on
    await require_speaker(tx, UnitCode(event.unit), node=node, day=day)
    plan = Plan(
        id=PlanId(event.plan),
        campaign=CampaignId(event.campaign),
        unit=UnitCode(event.unit),
        number=event.number,
        dated_on=event.dated_on,
        submitted_on=event.submitted_on,
        submitted_at=fact.envelope.occurred_at,
        due_on=event.due_on,
        late_days=event.late_working_days,
        host=node,
    )
    await note_plan(tx, plan)


def campaign_in(fact: Received[CampaignLaunched]) -> Campaign:
    """The campaign a fact tells of."""
    event = fact.event
    content = CampaignContent(
        issuer=UnitCode(event.issuer),
        title=event.title,
        number=event.number,
        issued_on=event.issued_on,
        year=event.year,
        first_day=event.first_day,
        last_day=event.last_day,
        content_set=event.content_set,
        themes=event.themes,
        guidance=event.guidance,
        duties=tuple(_duty(duty) for duty in event.duties),
    )
    return Campaign(
        id=CampaignId(event.campaign),
        content=content,
        host=fact.envelope.node,
        state=CampaignState.LAUNCHED,
        version=1,
        saved_at=fact.envelope.occurred_at,
        launched_on=event.launched_on,
    )


def _duty(duty: DutyAsked) -> Duty:
    return Duty(
        code=duty.code,
        what=What(duty.what),
        title=duty.title,
        kinds=duty.kinds,
        units=tuple(UnitCode(unit) for unit in duty.units),
        count=duty.count,
        due_on=duty.due_on,
    )
