"""A child speaks of what is not its own; in a federation of its own, since it stays said."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.federation.jetstream import ask
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


async def test_a_ward_cannot_hand_on_what_its_neighbour_never_said(city: Living) -> None:
    """It lets its stream hold the subjects under which a district would hand facts on."""
    await city.take_dossiers("west", 1)
    await eventually(lambda: has_counted(city, "district"), shows=True)
    before = await city.nodes["district"].rows("reporting", COUNTED)
    message = await last_fact(city, "west", "up.intake.dossier_returned.v1")
    fresh = {"ce-id": str(uuid4()), "Nats-Msg-Id": str(uuid4())}
    subject = "in.west.up.intake.dossier_returned.v1"

    async with holding(city, "east", "in.west.up.>"):
        forged = {"subject": subject, "headers": message["headers"] | fresh}
        await say(city, "east", message | forged)

        await eventually(lambda: parked(city, "district"), shows=f"in.east.{subject}")
    assert "origin-forged" in await parked(city, "district")
    assert await city.nodes["district"].rows("reporting", COUNTED) == before


async def has_counted(city: Living, code: str) -> bool:
    """Whether what the western ward did is in the figures of a node, all of it."""
    told = await city.nodes["west"].rows("intake", "SELECT count(*) FROM outbox")
    query = "SELECT count(*) FROM archive WHERE node = 'west' AND name LIKE 'intake.%'"
    return bool(told == await city.nodes[code].rows("reporting", query))


@asynccontextmanager
async def holding(city: Living, ward: str, subject: str) -> AsyncIterator[None]:
    """The ward's own stream takes a subject it should not."""
    nc = await city.nodes[ward].connect()
    config = (await ask(nc, "STREAM.INFO.UP"))["config"]
    await ask(nc, "STREAM.UPDATE.UP", config | {"subjects": ["up.>", subject]})
    yield
    await ask(nc, "STREAM.UPDATE.UP", config)
    await nc.close()


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
        hosts = await city.nodes["city"].rows(service, "SELECT unit, host FROM known_chapters")
        assert dict(hosts)["west"] == "west"
