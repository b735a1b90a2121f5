"""A working year published at the city counts in every ward below, by the same version."""

from typing import Any

import pytest

from shared.testing.probing import eventually
from tests.federation.living import WARDS, Living
from tests.nodes import OPERATOR

pytestmark = pytest.mark.infra

CALENDAR = "/api/intake/v1/calendar"
YEAR: dict[str, Any] = {
    "year": 2034,
    "version": 1,
    "source": "TB 7/TB-BNV",
    "days": [
        {"day": f"2034-{day}", "kind": "holiday"}
        for day in ("01-01", "02-20", "04-30", "05-01", "09-02")
    ],
}


async def test_a_year_published_above_is_counted_by_below(city: Living) -> None:
    answer = await city.clients["city"].post(CALENDAR, json=YEAR, headers=OPERATOR)
    assert (answer.status_code, answer.json()["is_new"]) == (200, True)

    for ward in WARDS:

        async def days(ward: str = ward) -> list[str]:
            told = (await city.clients[ward].get(f"{CALENDAR}/2034")).json()
            return [day["day"] for year in told for day in year["days"]]

        await eventually(days, shows=[day["day"] for day in YEAR["days"]])

    for service in ("intake", "registry", "compliance"):

        async def kept(service: str = service) -> int:
            rows = await city.nodes[WARDS[0]].rows(
                service, "SELECT FROM calendar_years WHERE year = 2034"
            )
            return len(rows)

        await eventually(kept, shows=1)
