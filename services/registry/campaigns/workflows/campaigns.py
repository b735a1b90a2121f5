"""Campaigns: drafted, launched to everyone below, closed; and those heard from above."""

from datetime import date, datetime
from uuid import UUID

from services.registry.campaigns import outgoing
from services.registry.campaigns.domain import campaigns as rules
from services.registry.campaigns.domain.campaigns import Campaign, CampaignContent, units_of
from services.registry.campaigns.store import campaigns as store
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.places import PlaceCode, UnitCode


async def draft_campaign(
    tx: Transaction,
    content: CampaignContent,
    *,
    campaign_id: UUID,
    host: PlaceCode,
    now: datetime,
) -> Campaign:
    """Write down a new draft."""
    campaign = rules.drafted(campaign_id, content, host=host, now=now)
    await store.save_campaign(tx, campaign)
    return campaign


async def draft_campaign_once(
    tx: Transaction,
    content: CampaignContent,
    *,
    campaign_id: UUID,
    host: PlaceCode,
    now: datetime,
) -> Campaign:
    """Write down a new draft; the same form sent again finds what it has written."""
    await store.lock_campaign(tx, campaign_id)
    known = await store.find_campaign(tx, campaign_id)
    if known is not None:
        return known
    return await draft_campaign(tx, content, campaign_id=campaign_id, host=host, now=now)


async def edit_campaign(
    tx: Transaction, campaign_id: UUID, content: CampaignContent, *, seen: int, now: datetime
) -> Campaign:
    """Save a draft anew, unless somebody else has done so meanwhile."""
    before = await store.load_campaign(tx, campaign_id, for_change=True)
    campaign = rules.edited(before, content, seen=seen, now=now)
    await store.save_campaign(tx, campaign)
    return campaign


async def launch_campaign(
    tx: Transaction, campaign_id: UUID, *, seen: int, today: date, now: datetime
) -> Campaign:
    """Call upon everyone below."""
    draft = await store.load_campaign(tx, campaign_id, for_change=True)
    calendar = await known_calendar(tx, now)
    campaign = rules.launched(draft, seen=seen, today=today, calendar=calendar)
    await _apply(tx, campaign, now=now)
    await publish(tx, outgoing.campaign_launched(campaign, now=now))
    return campaign


async def close_campaign(
    tx: Transaction, campaign_id: UUID, *, here: PlaceCode, today: date, now: datetime
) -> Campaign:
    """Let a campaign be over."""
    running = await store.load_campaign(tx, campaign_id, for_change=True)
    campaign = rules.closed(running, today=today, here=here)
    await store.save_campaign(tx, campaign)
    await store.add_ending(tx, campaign.id, today)
    await publish(tx, outgoing.campaign_closed(campaign, now=now))
    return campaign


async def note_campaign(tx: Transaction, campaign: Campaign) -> None:
    """Keep what was launched above; told again, nothing changes."""
    await _apply(tx, campaign, now=campaign.saved_at)


async def note_ending(tx: Transaction, campaign_id: UUID, *, closed_on: date) -> None:
    """Keep that a campaign launched above is over, even if its launch comes later."""
    await store.add_ending(tx, campaign_id, closed_on)


async def end_waits(tx: Transaction) -> list[UnitCode]:
    """Let campaigns apply to units that have been told of by now; says which."""
    return await store.remove_waits(tx)


async def _apply(tx: Transaction, campaign: Campaign, *, now: datetime) -> None:
    """A unit nobody has told of yet is waited for; the rest of the campaign goes on."""
    named = units_of(campaign.content)
    unknown = named - await store.list_known(tx, named)
    await store.save_campaign(tx, campaign)
    await store.add_waits(tx, campaign.id, unknown, since=now)
