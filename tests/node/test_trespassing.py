"""A child speaks of what is not its own; in a federation of its own, since it stays said."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.testing.probing import eventually
from tests.federation.living import Living, living
from tests.federation.speaking import last_fact, parked, say

pytestmark = pytest.mark.infra

COUNTED = "SELECT sum(amount)::bigint FROM tallies WHERE unit = 'west'"


@pytest_asyncio.fixture(scope="module")
async def city(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[Living]:
    async with living(tmp_path_factory.mktemp("trespassed"), admin_url) as alive:
        yield alive


async def test_a_ward_cannot_move_the_figures_of_its_neighbour(city: Living) -> None:
    await city.take_dossiers("east", 1)
    await city.whole()
    before = await city.nodes["city"].rows("reporting", COUNTED)
    message = await last_fact(city, "east", "up.intake.dossier_returned.v1")
    body = json.loads(message["payload"]) | {"unit": "west", "dossier_id": str(uuid4())}
    fresh = {"ce-id": str(uuid4()), "Nats-Msg-Id": str(uuid4())}
    forged = {"payload": json.dumps(body).encode(), "headers": message["headers"] | fresh}

    await say(city, "east", message | forged)

    await eventually(lambda: parked(city, "district"), shows="unit-of-another")
    await eventually(lambda: parked(city, "city"), shows="unit-of-another")
    assert await city.nodes["city"].rows("reporting", COUNTED) == before


async def test_a_ward_cannot_rewrite_the_tree(city: Living) -> None:
    message = await last_fact(city, "east", "up.intake.dossier_returned.v1")
    body = {"unit": "west", "parent": "city", "host": "east", "kind": "ward"}
    body |= {"vi": "Của tôi", "en": "Mine", "valid_from": "2018-01-01"}
    told = {"ce-id": str(uuid4()), "ce-type": "kheo.registry.unit_established.v1"}
    told |= {"Nats-Msg-Id": str(uuid4())}
    forged = {"payload": json.dumps(body).encode(), "headers": message["headers"] | told}

    await say(city, "east", {"subject": "up.registry.unit_established.v1", **forged})

    async def heard() -> int:
        query = "SELECT count(*) FROM archive WHERE event_id = $1"
        rows = await city.nodes["city"].rows("reporting", query, told["ce-id"])
        return int(rows[0][0])

    await eventually(heard, shows=1)
    for service in ("reporting", "intake", "surveys", "compliance"):
        hosts = await city.nodes["city"].rows(service, "SELECT unit, host FROM known_units")
        assert dict(hosts)["west"] == "west"
