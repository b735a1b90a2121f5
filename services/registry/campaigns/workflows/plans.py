"""Plans: handed in here with their file, or told of by a node below."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.campaigns import outgoing
from services.registry.campaigns.domain.campaigns import CampaignNotRunning
from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.domain.plans import (
    Plan,
    PlanAlreadySubmitted,
    Submission,
    due_for_plans,
    submitted,
)
from services.registry.campaigns.store import campaigns as campaign_store
from services.registry.campaigns.store import plans as store
from services.registry.campaigns.store.deeds import count_deeds
from services.registry.campaigns.workflows.deeds import record_duty_response
from services.registry.campaigns.workflows.files import keep_file
from shared.chassis.attachments import Attachments
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.file_kinds import Upload
from shared.kernel.places import PlaceCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where and when a plan is handed in; new ids for the plan and its file."""

    place: PlaceCode
    now: datetime
    today: date
    plan_id: UUID
    file_id: UUID
    kind: str
    """What kind of unit hands it in."""

    @classmethod
    def opened(cls, place: PlaceCode, kind: str, *, now: datetime, today: date) -> Self:
        """The counter at this moment, with ids nobody has used."""
        ids = {"plan_id": uuid7(), "file_id": uuid7()}
        return cls(place=place, kind=kind, now=now, today=today, **ids)


async def submit_plan(
    tx: Transaction,
    attachments: Attachments,
    submission: Submission,
    *,
    upload: Upload,
    at: Counter,
) -> Plan:
    """Take in a plan with its file and let the levels above know.

    Raises:
        CampaignNotRunning: if the campaign is over or was never launched.
        PlanAlreadySubmitted: if this number was handed in before.

    """
    campaign = await campaign_store.load_campaign(tx, submission.campaign)
    if not campaign.is_running:
        raise CampaignNotRunning
    file = await keep_file(
        tx, attachments, upload, file_id=at.file_id, unit=submission.unit, now=at.now
    )
    unit, duties = submission.unit, campaign.content.duties
    await store.lock_plan(tx, campaign.id, unit)
    before = await count_deeds(tx, campaign.id, unit, what=What.PLAN)
    due = due_for_plans(duties, unit=unit, kind=at.kind, before=before)
    plan = submitted(
        submission,
        plan_id=at.plan_id,
        file=file.id,
        due_on=due,
        now=at.now,
        today=at.today,
        host=at.place,
        calendar=await known_calendar(tx, at.now),
    )
    if not await store.add_plan(tx, plan):
        raise PlanAlreadySubmitted
    await record_duty_response(tx, _deed(plan))
    await publish(tx, outgoing.plan_submitted(plan))
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
