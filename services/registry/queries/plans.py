"""What is known of plans."""

from uuid import UUID

from services.registry.domain.plans import Plan
from services.registry.store import plans as store
from shared.chassis.database import Transaction


async def plan_known(tx: Transaction, plan: UUID) -> Plan:
    """One plan.

    Raises:
        PlanUnknown: if there is none with this id.

    """
    return await store.load_plan(tx, plan)


async def plans_for(tx: Transaction, campaign: UUID, *, unit: str | None = None) -> list[Plan]:
    """The plans for a campaign, the latest first."""
    return await store.list_plans(tx, campaign, unit=unit)
