"""The models of two places are read by field at the levels above, and followed across wards."""

from typing import Any

import pytest
from httpx import AsyncClient

from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.federation.living import WARDS, Living
from tests.service.registry.models import MODELS, judged, registered, shown, stepped
from tests.service.registry.movement import signed_in, units_known
from tests.signing_in import somebody

pytestmark = pytest.mark.infra

FIGURES = "/api/registry/v1/model-figures"
HEAD = "unit,period,field,registered,new,consolidated,recognised,replicated\n"
CANG_LONG = {"F1": 575, "F2": 2951, "F3": 267, "F4": 317, "total": 4110}
VINH = {"F1": 338, "F2": 905, "F3": 83, "F4": 156, "total": 1482}
LEADER = somebody(Role.LEADER, "city")
REVIEWER = somebody(Role.REVIEWER, "district")


async def imported(door: AsyncClient, ward: str, fields: dict[str, int]) -> None:
    rows = "".join(f"{ward},2018-2020,{code},{count},,,,\n" for code, count in fields.items())
    file = ("số liệu.csv", (HEAD + rows).encode())
    answer = await door.post(f"{FIGURES}/with-file", files={"file": file})
    assert answer.json() == {"told": 1, "error_count": 0, "errors": []}


async def by_field(door: AsyncClient) -> dict[str, Any]:
    told = (await door.get(FIGURES, params={"period": "2018-2020"})).json()
    return {one["unit"]: one["added_up"] for one in told["reports"]} | {
        one["field"]: one["registered"] for one in told["sums"]
    }


async def of_model(door: AsyncClient, model: str) -> str:
    answer = (await door.get(f"{MODELS}/{model}")).json()
    return str(answer.get("state", ""))


async def test_figures_by_field_are_read_at_the_level_above(city: Living) -> None:
    for code, door in city.clients.items():
        signed_in(door, LEADER)
        await units_known(door, code, *WARDS)
    await imported(city.clients["east"], "east", CANG_LONG)
    await imported(city.clients["west"], "west", VINH)

    sums = {"F1": 913, "F2": 3856, "F3": 350, "F4": 473}
    for above in ("district", "city"):
        seen = city.clients[above]
        await eventually(
            lambda seen=seen: by_field(seen), shows={"east": 4110, "west": 1482} | sums
        )
        page = (await seen.get("/models/figures?period=2018-2020")).text
        assert "3.856" in page
        assert "5.592" in page, "all four fields of both places"
    await city.whole()


async def test_a_neighbour_follows_and_the_levels_above_see_the_line(city: Living) -> None:
    east, west = city.clients["east"], city.clients["west"]
    for door in city.clients.values():
        signed_in(door, LEADER)
    title = "Phường không xả rác ra đường và kênh rạch"
    model = await registered(east, title, kind="initiative")  # campaigns here ask for models
    await shown(east, model)
    reviewed = await judged(east, model, by=REVIEWER, back_to=LEADER)
    await stepped(east, reviewed, "recognise", document="328/QĐ-UBND")
    district = city.clients["district"]
    await eventually(lambda: of_model(district, model["id"]), shows="recognised")

    copy = await registered(west, "Không xả rác", unit="west", follows=model["id"])

    for above in ("district", "city"):
        seen = city.clients[above]
        await eventually(lambda seen=seen: of_model(seen, model["id"]), shows="replicated")
        lineage = (await seen.get(f"{MODELS}/{model['id']}/lineage")).json()["copies"]
        assert [(one["copied_as"], one["unit"]) for one in lineage] == [(copy["id"], "west")]
        found = (await seen.get(MODELS, params={"q": "xa rac", "unit": "west"})).json()
        assert [one["id"] for one in found["models"]] == [copy["id"]]
    await city.whole()
