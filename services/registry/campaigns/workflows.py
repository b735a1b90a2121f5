"""Campaigns: drafted, launched to everyone below, closed; and those heard from above."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.campaigns import outgoing, store
from services.registry.campaigns.domain import campaigns as rules
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignContent,
    CampaignNotRunning,
    units_of,
)
from services.registry.campaigns.domain.duties import Deed, What
from services.registry.campaigns.domain.plans import (
    File,
    FileId,
    Plan,
    PlanAlreadySubmitted,
    Submission,
    due_for_plans,
    submitted,
)
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.events.registry import CampaignClosed, PlanSubmitted
from shared.events.subjects import Reach
from shared.kernel.file_kinds import DOCUMENTS, FileKind, Upload, checked
from shared.kernel.places import UnitCode


async def draft_campaign(
    tx: Transaction, content: CampaignContent, acting: Acting, *, campaign_id: UUID
) -> Campaign:
    """Write down a new draft."""
    campaign = rules.drafted(campaign_id, content, host=acting.here, now=acting.now)
    await store.save_campaign(tx, campaign)
    return campaign


async def draft_campaign_once(
    tx: Transaction, content: CampaignContent, acting: Acting, *, campaign_id: UUID
) -> Campaign:
    """Write down a new draft; the same form sent again finds what it has written."""
    await store.lock_campaign(tx, campaign_id)
    known = await store.find_campaign(tx, campaign_id)
    return known or await draft_campaign(tx, content, acting, campaign_id=campaign_id)


async def edit_campaign(
    tx: Transaction, campaign_id: UUID, content: CampaignContent, acting: Acting
) -> Campaign:
    """Save a draft anew, unless somebody else has done so meanwhile."""
    before = await store.load_campaign(tx, campaign_id, for_change=True)
    campaign = rules.edited(before, content, seen=acting.seen_version, now=acting.now)
    await store.save_campaign(tx, campaign)
    return campaign


async def launch_campaign(tx: Transaction, campaign_id: UUID, acting: Acting) -> Campaign:
    """Call upon everyone below."""
    draft = await store.load_campaign(tx, campaign_id, for_change=True)
    calendar = await known_calendar(tx, acting.now)
    campaign = rules.launched(
        draft, seen=acting.seen_version, today=acting.today, calendar=calendar
    )
    await _apply(tx, campaign, now=acting.now)
    await publish(tx, outgoing.campaign_launched(campaign, now=acting.now))
    await _record(tx, acting, "campaign.launched", campaign_id)
    return campaign


async def close_campaign(tx: Transaction, campaign_id: UUID, acting: Acting) -> Campaign:
    """Let a campaign be over."""
    running = await store.load_campaign(tx, campaign_id, for_change=True)
    campaign = rules.closed(running, today=acting.today, here=acting.here)
    await store.save_campaign(tx, campaign)
    await store.add_ending(tx, campaign.id, acting.today)
    event = CampaignClosed(campaign=campaign.id, closed_on=acting.today)
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now, reach=Reach.DOWN))
    await _record(tx, acting, "campaign.closed", campaign_id)
    return campaign


async def _record(tx: Transaction, acting: Acting, action: str, subject: UUID) -> None:
    if acting.principal is not None:
        await audit.record(tx, acting.principal, action, subject=str(subject))


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


async def record_duty_response(tx: Transaction, deed: Deed) -> None:
    """Let what was done count for the duties it answers; the same deed counts once."""
    await store.save_deed(tx, deed)


async def take_back_deed(tx: Transaction, what: What, ref: str) -> None:
    """Let what was withdrawn or cancelled count no longer."""
    await store.remove_deed(tx, what, ref)


async def keep_file(
    tx: Transaction,
    attachments: Attachments,
    upload: Upload,
    *,
    file_id: UUID,
    unit: UnitCode,
    now: datetime,
    allowed: Collection[FileKind] = DOCUMENTS,
) -> File:
    """Keep a file of a unit, if it is what its name says.

    Raises:
        Rejection: if `shared.kernel.file_kinds.checked` refuses it.

    """
    good = checked(upload, allowed)
    digest = await attachments.keep(tx, good.content)
    file = File(
        id=FileId(file_id),
        unit=unit,
        name=good.name,
        media_type=good.kind.media_type,
        size_bytes=len(good.content),
        digest=digest,
        kept_at=now,
    )
    await store.add_file(tx, file)
    return file


async def delete_orphan_files(
    tx: Transaction, attachments: Attachments, *, now: datetime
) -> int:
    """Remove what was kept and never written down; says how many files that were."""
    return await attachments.sweep(tx, await store.list_digests(tx), now=now)


async def submit_plan(
    tx: Transaction,
    attachments: Attachments,
    submission: Submission,
    acting: Acting,
    *,
    upload: Upload,
    kind: str,
) -> Plan:
    """Take in a plan with its file from a unit of a kind, and let the levels above know.

    Raises:
        CampaignNotRunning: if the campaign is over or was never launched.
        PlanAlreadySubmitted: if this number was handed in before.

    """
    campaign = await store.load_campaign(tx, submission.campaign)
    if not campaign.is_running:
        raise CampaignNotRunning
    unit = submission.unit
    file = await keep_file(tx, attachments, upload, file_id=uuid7(), unit=unit, now=acting.now)
    await store.lock_plan(tx, campaign.id, unit)
    before = await store.count_deeds(tx, campaign.id, unit, what=What.PLAN)
    plan = submitted(
        submission,
        plan_id=uuid7(),
        file=file.id,
        due_on=due_for_plans(campaign.content.duties, unit=unit, kind=kind, before=before),
        now=acting.now,
        today=acting.today,
        host=acting.here,
        calendar=await known_calendar(tx, acting.now),
    )
    if not await store.add_plan(tx, plan):
        raise PlanAlreadySubmitted
    await record_duty_response(tx, _deed(plan))
    event = PlanSubmitted(
        plan=plan.id,
        campaign=plan.campaign,
        unit=plan.unit,
        number=plan.number,
        dated_on=plan.dated_on,
        submitted_on=plan.submitted_on,
        due_on=plan.due_on,
        late_working_days=plan.late_days,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=plan.submitted_at))
    await _record(tx, acting, "plan.submitted", plan.id)
    return plan


async def note_plan(tx: Transaction, plan: Plan) -> None:
    """Keep what a node below was handed in; told again, nothing changes."""
    if await store.add_plan(tx, plan):
        await record_duty_response(tx, _deed(plan))


def _deed(plan: Plan) -> Deed:
    return Deed(
        what=What.PLAN,
        ref=str(plan.id),
        unit=plan.unit,
        occurred_on=plan.submitted_on,
        host=plan.host,
        campaign=plan.campaign,
    )
