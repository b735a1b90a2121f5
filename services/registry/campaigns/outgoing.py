"""How registry puts a launched campaign into the published language."""

from datetime import datetime

from services.registry.campaigns.domain.campaigns import Campaign
from services.registry.campaigns.domain.duties import Duty
from shared.chassis.outbox import OutgoingEvent
from shared.events.registry import CampaignLaunched, DutyAsked
from shared.events.subjects import Reach


def campaign_launched(campaign: Campaign, *, now: datetime) -> OutgoingEvent:
    """That a campaign was launched, told to everyone below."""
    content = campaign.content
    if content.issued_on is None or campaign.launched_on is None:
        raise ValueError("only a launched campaign is told of")
    event = CampaignLaunched(
        campaign=campaign.id,
        issuer=content.issuer,
        number=content.number,
        issued_on=content.issued_on,
        title=content.title,
        guidance=content.guidance,
        year=content.year,
        first_day=content.first_day,
        last_day=content.last_day,
        content_set=content.content_set,
        themes=content.themes,
        duties=tuple(_asked(duty) for duty in content.duties),
        launched_on=campaign.launched_on,
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.DOWN)


def _asked(duty: Duty) -> DutyAsked:
    if duty.due_on is None:
        raise ValueError("a duty is told with its day")
    return DutyAsked(
        code=duty.code,
        what=duty.what.value,
        title=duty.title,
        kinds=duty.kinds,
        units=tuple(duty.units),
        count=duty.count,
        due_on=duty.due_on,
    )
