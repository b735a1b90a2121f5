"""Files: what is handed in with a plan or as evidence, and for which unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from services.registry.campaigns.domain.campaigns import CampaignId
from services.registry.campaigns.domain.duties import Duty, What
from services.registry.org.domain import document_number
from shared.kernel.hosting import not_after
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.working_days import Calendar, late_working_days

FileId = NewType("FileId", UUID)


class FileUnknown(NotFound):
    """Không có tệp này ở nút này.
    There is no such file at this node.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is kept; its content lies beside the database, under its digest."""

    id: FileId
    unit: UnitCode
    """Whoever may read this unit's staff pages may read the file."""
    name: str
    media_type: str
    size_bytes: int
    digest: str
    kept_at: datetime


PlanId = NewType("PlanId", UUID)


class PlanUnknown(NotFound):
    """Không có kế hoạch này ở nút này.
    There is no such plan at this node.
    """


class PlanAlreadySubmitted(Conflict):
    """Kế hoạch mang số này của đơn vị đã được nộp cho đợt thi đua này.
    A plan of this unit under this number has already been handed in for this campaign.
    """


class PlanUndated(Rejection):
    """Hãy ghi ngày ký kế hoạch.
    Say when the plan was signed.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What the clerk writes of a plan."""

    campaign: CampaignId
    unit: UnitCode
    number: str
    dated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan that was handed in; the file is known only where it was taken in."""

    id: PlanId
    campaign: CampaignId
    unit: UnitCode
    number: str
    dated_on: date
    submitted_on: date
    submitted_at: datetime
    due_on: date | None
    late_days: int
    """In working days; none if it came in time or nobody asked."""
    host: PlaceCode
    file: FileId | None = None

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.late_days > 0


def due_for_plans(
    duties: Iterable[Duty], *, unit: str, kind: str, before: int = 0
) -> date | None:
    """When a unit must hand in its next plan, after `before` others; None if nobody asks."""
    days = sorted(
        duty.due_on
        for duty in duties
        if duty.what is What.PLAN and duty.due_on is not None and duty.asks(unit, kind)
        for _ in range(duty.count)
    )
    return days[before] if before < len(days) else None


def submitted(
    submission: Submission,
    *,
    plan_id: UUID,
    file: FileId,
    due_on: date | None,
    now: datetime,
    today: date,
    host: PlaceCode,
    calendar: Calendar,
) -> Plan:
    """A plan as it is handed in today.

    Raises:
        DocumentNumberUnusable: if its number cannot be.
        DateInFuture: if it is dated after today.

    """
    late = late_working_days(due_on, today, calendar) if due_on else 0
    return Plan(
        id=PlanId(plan_id),
        campaign=submission.campaign,
        unit=submission.unit,
        number=document_number(submission.number).text,
        dated_on=not_after(submission.dated_on, today),
        submitted_on=today,
        submitted_at=now,
        due_on=due_on,
        late_days=late,
        host=host,
        file=file,
    )
