"""Plans in and out of Postgres."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.campaigns.domain.campaigns import CampaignId
from services.registry.campaigns.domain.files import FileId
from services.registry.campaigns.domain.plans import Plan, PlanId, PlanUnknown
from services.registry.campaigns.tables.plans import plans
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode


async def lock_plan(tx: Transaction, campaign: UUID, unit: str) -> None:
    """Wait until nobody else hands in a plan of this unit; the second answers the next duty."""
    key = sa.func.hashtextextended(f"plan {campaign} {unit}", 0)
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def add_plan(tx: Transaction, plan: Plan) -> bool:
    """Keep a plan; False if the same number of the same unit is there already."""
    kept = insert(plans).values(_row(plan)).on_conflict_do_nothing().returning(plans.c.id)
    return (await tx.execute(kept)).scalar_one_or_none() is not None


async def load_plan(tx: Transaction, plan: UUID) -> Plan:
    """One plan.

    Raises:
        PlanUnknown: if there is none with this id.

    """
    row = (await tx.execute(sa.select(plans).where(plans.c.id == plan))).mappings().first()
    if row is None:
        raise PlanUnknown
    return _plan(row)


async def list_plans(tx: Transaction, campaign: UUID, *, unit: str | None = None) -> list[Plan]:
    """The plans for a campaign, the latest first."""
    query = sa.select(plans).where(plans.c.campaign == campaign)
    if unit is not None:
        query = query.where(plans.c.unit == unit)
    rows = await tx.execute(query.order_by(plans.c.submitted_at.desc(), plans.c.id))
    return [_plan(row) for row in rows.mappings()]


def _row(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "campaign": plan.campaign,
        "unit": plan.unit,
        "number": plan.number,
        "dated_on": plan.dated_on,
        "submitted_on": plan.submitted_on,
        "submitted_at": plan.submitted_at,
        "due_on": plan.due_on,
        "late_days": plan.late_days,
        "host": plan.host,
        "file": plan.file,
    }


def _plan(row: sa.RowMapping) -> Plan:
    return Plan(
        id=PlanId(row["id"]),
        campaign=CampaignId(row["campaign"]),
        unit=UnitCode(row["unit"]),
        number=row["number"],
        dated_on=row["dated_on"],
        submitted_on=row["submitted_on"],
        submitted_at=row["submitted_at"],
        due_on=row["due_on"],
        late_days=row["late_days"],
        host=PlaceCode(row["host"]),
        file=FileId(row["file"]) if row["file"] else None,
    )
