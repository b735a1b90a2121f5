"""What a ward selects, the district takes through its own council, and the city hears both."""

from typing import Any

import pytest
from httpx import AsyncClient

from shared.chassis.access import Principal
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.federation.living import WARDS, Living
from tests.service.registry.council import days_pass
from tests.service.registry.movement import signed_in, units_known
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra
EXEMPLARS = "/api/registry/v1/exemplars"
LEADER = somebody(Role.LEADER, "city")
JUDGES = [somebody(Role.REVIEWER, "city") for _ in range(3)]


async def said(door: AsyncClient, path: str, *, who: Principal = LEADER, **told: Any) -> Any:
    """What somebody is answered."""
    sign_in(door, who)
    answer = await door.post(f"{EXEMPLARS}{path}", json=told)
    sign_in(door, LEADER)
    assert answer.is_success, answer.text
    return answer.json()


async def shown(door: AsyncClient, nomination: str) -> dict[str, Any]:
    told: dict[str, Any] = (await door.get(f"{EXEMPLARS}/{nomination}")).json()
    return told


async def stepped(door: AsyncClient, nomination: str, *, step: str, document: str) -> None:
    told = await shown(door, nomination)
    day = told["moved_on"]
    more = {"step": step, "document": document, "version": told["version"]}
    await said(door, f"/{nomination}/steps", happened_on=day, **more)


async def selected(city: Living, nomination: str) -> None:
    """A ward's nomination, taken through its own council."""
    door, node = city.clients["east"], city.nodes["east"]
    await stepped(door, nomination, step="accept", document="05/BB-UBND")
    answers = [{"criterion": code, "evidence": "Có biên bản"} for code in ("GEN-1", "GEN-2")]
    version = (await shown(door, nomination))["version"]
    filled = {"version": version, "answers": answers}
    assert (await door.put(f"{EXEMPLARS}/{nomination}/answers", json=filled)).is_success
    await stepped(door, nomination, step="publish", document="12/TB-UBND")
    for judge in JUDGES:
        scores = {code: {"points": 8} for code in ("GEN-1", "GEN-2")}
        await said(door, f"/{nomination}/declarations", who=judge, ties=[])
        await said(door, f"/{nomination}/sheets", who=judge, scores=scores)
    await days_pass(node, nomination)
    await stepped(door, nomination, step="review", document="07/BB-UBND")
    await stepped(door, nomination, step="select", document="15/QĐ-UBND")


async def test_a_proposal_climbs_and_is_taken_up_above(city: Living) -> None:
    for code, door in city.clients.items():
        signed_in(door, LEADER)
        await units_known(door, code, *WARDS)
    ward, district, top = (city.clients[code] for code in ("east", "district", "city"))
    told = {"subject": "collective", "unit": "east", "year": 2026, "achievement": "Phố xanh"}
    nomination = (await said(ward, "", **told))["id"]
    await selected(city, nomination)
    await said(ward, f"/{nomination}/proposal", document="31/TTr-UBND")

    async def proposed(door: AsyncClient) -> tuple[str, str, bool]:
        found = await shown(door, nomination)
        is_proposed = found.get("proposed_up_on") is not None
        return found.get("host", ""), found.get("state", ""), is_proposed

    for door in (district, top):
        await eventually(lambda door=door: proposed(door), shows=("east", "selected", True))
    listed = await district.get("/exemplars?view=proposals")
    taken = await said(district, f"/{nomination}/taking-up", document="31/TTr-UBND")
    twice = await district.post(
        f"{EXEMPLARS}/{nomination}/taking-up", json={"document": "31/TTr-UBND"}
    )

    async def origin() -> tuple[str, str]:
        found = await shown(top, taken["id"])
        return found.get("host", ""), found.get("origin", "")

    await eventually(origin, shows=("district", nomination))
    done = await district.get("/exemplars?view=proposals")
    assert nomination in listed.text
    assert nomination not in done.text
    assert (twice.status_code, twice.json()["code"]) == (409, "taken-up-before")
    assert taken["achievement_id"] == (await shown(ward, nomination))["achievement_id"]
    seen = await shown(district, nomination)
    assert "Phố xanh" not in str(seen)
    await city.whole()
