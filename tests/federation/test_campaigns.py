"""A campaign goes down to the wards through the district; what they did comes back up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from shared.kernel.working_days import late_working_days
from shared.testing.probing import eventually
from tests.federation.living import WARDS, Living
from tests.service.registry.models import registered
from tests.service.registry.movement import (
    CAMPAIGNS,
    drafted,
    duty,
    hand_in,
    launched,
    signed_in,
    units_known,
)
from tests.signing_in import somebody

VIETNAM = shipped_calendar()

pytestmark = pytest.mark.infra

SATURDAY = date(2026, 6, 13)
LEADER = somebody(Role.LEADER, "city")


async def board(door: AsyncClient, campaign: str) -> dict[str, list[dict[str, Any]]]:
    """What each unit's duties look like, by unit; nothing while nobody knows of them."""
    answer = await door.get(f"{CAMPAIGNS}/{campaign}/duties")
    if answer.status_code == 404:
        return {}
    return {row["unit"]: row["cells"] for row in answer.json()["rows"]}


async def states(door: AsyncClient, campaign: str) -> dict[str, list[str]]:
    found = await board(door, campaign)
    return {unit: [cell["state"] for cell in cells] for unit, cells in found.items()}


async def close(city: Living, campaign: str) -> None:
    """Close a campaign at the city, and wait until the wards know."""
    closing = await city.clients["city"].post(f"{CAMPAIGNS}/{campaign}/close")
    assert closing.status_code == 200
    for ward in WARDS:
        there = city.clients[ward]

        async def state(there: AsyncClient = there) -> str:
            told: str = (await there.get(f"{CAMPAIGNS}/{campaign}")).json()["state"]
            return told

        await eventually(state, shows="closed")


async def test_a_campaign_reaches_the_wards_and_their_plans_and_models_the_city(
    city: Living,
) -> None:
    for code, door in city.clients.items():
        signed_in(door, LEADER)
        await units_known(door, code, *WARDS)
    top = city.clients["city"]
    plan = duty(kinds=[], units=list(WARDS), due_on=SATURDAY.isoformat())
    models = duty("D2", what="model", title="Mô hình", count=2, kinds=[], units=["east"])
    draft = await drafted(top, plan, models, issuer="city")
    campaign = (await launched(top, draft, LEADER))["id"]

    asked = {"east": ["overdue", "waiting"], "west": ["overdue"]}
    for ward in WARDS:
        there = city.clients[ward]
        await eventually(lambda there=there: states(there, campaign), shows={ward: asked[ward]})
    answer = await hand_in(city.clients["east"], campaign, unit="east")
    assert answer.status_code == 201, answer.text
    await registered(city.clients["east"], campaign=campaign)

    today = datetime.now(UTC).astimezone(CIVIC_TIME).date()
    late = late_working_days(date(2026, 6, 15), today, VIETNAM)
    assert answer.json()["late_working_days"] == late
    for above in ("district", "city"):
        seen = city.clients[above]
        await eventually(
            lambda seen=seen: states(seen, campaign),
            shows={"east": ["late", "partly"], "west": ["overdue"]},
        )
        by_plan, by_model = (await board(seen, campaign))["east"]
        assert (by_plan["days"], by_model["have"], by_model["wanted"]) == (late, 1, 2)

    await close(city, campaign)
    await city.whole()
