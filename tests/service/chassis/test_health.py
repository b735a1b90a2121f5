"""A node works alone: without its broker the door stays open, and nobody calls it ready."""

from functools import partial
from itertools import count

from httpx import AsyncClient

from services.intake import app as intake
from services.intake.settings import Settings
from shared.chassis.outages import OutageTracker
from shared.chassis.serving import as_web_app
from shared.testing.probing import eventually
from tests.nodes import Node, at_work, ready


async def answer(client: AsyncClient, path: str) -> int:
    return (await client.get(path)).status_code


async def test_the_door_needs_postgres_only(ward: Node) -> None:
    async with ward.serving("intake") as client:
        assert await answer(client, "/health/door") == 200

        await ward.kill_broker()
        await eventually(lambda: answer(client, "/health/ready"), shows=503)

        assert await answer(client, "/health/door") == 200
        await ward.start_broker()
        await ready(client)


async def test_an_ear_that_gets_nothing_through_is_named(ward: Node) -> None:
    service = intake.build(ward.settings(Settings))
    service.outage_tracker = OutageTracker(partial(next, count(step=20)))
    async with at_work(as_web_app(service)) as client:
        for _ in range(8):
            service.outage_tracker.note("archive")
        told = await client.get("/health/ready")

    checks = told.json()["checks"]
    assert told.status_code == 503
    assert checks["intake.listening"] == "listening: nothing gets through to archive"
