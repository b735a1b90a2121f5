"""What is known of plans, to those who may read of their units."""

from uuid import UUID

from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.domain.plans import Plan
from services.registry.campaigns.store import plans as store
from services.registry.campaigns.store.deeds import count_deeds
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def plan_shown(tx: Transaction, plan_id: UUID, viewer: Viewer) -> Plan:
    """One plan.

    Raises:
        PlanUnknown: if there is none with this id.
        NotYours: if the viewer may not read of its unit.

    """
    plan = await store.load_plan(tx, plan_id)
    await viewer.must(tx, Right.READ, plan.unit)
    return plan


async def plans_before(tx: Transaction, campaign: UUID, unit: str) -> int:
    """How many plans a unit has handed in for a campaign."""
    return await count_deeds(tx, campaign, unit, what=What.PLAN)


async def plans_shown(
    tx: Transaction, campaign: UUID, viewer: Viewer, *, unit: str | None = None
) -> list[Plan]:
    """The plans for a campaign of the units the viewer may read of, the latest first."""
    found = await store.list_plans(tx, campaign, unit=unit)
    units = {plan.unit for plan in found}
    readable = {unit for unit in units if await viewer.may(tx, Right.READ, unit)}
    return [plan for plan in found if plan.unit in readable]
