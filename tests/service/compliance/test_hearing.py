"""Hearing what is promised: from the stream, once, and all of it before judging."""

from uuid import UUID

from shared.chassis.database import Database
from shared.testing.probing import eventually
from tests.nodes import Node
from tests.service.compliance.facts import DAY, DUE, hear, received, returned, say

FOUND = "SELECT body FROM outbox WHERE name LIKE 'compliance.breach_%' ORDER BY name"
STATES = "SELECT subject_id, state FROM promises ORDER BY subject_id"


async def test_the_same_fact_five_times_is_one_breach(ward: Node) -> None:
    dossier = UUID(int=1)
    async with ward.serving("compliance") as client:
        nc = await ward.connect()
        await say(nc, [received(dossier), returned(dossier, on=DUE + DAY)], times=5)
        await nc.close()

        async def cleared() -> object:
            answer = (await client.get("/api/compliance/v1/breaches?open=false")).json()
            return [breach["cleared_on"] for breach in answer["breaches"]]

        await eventually(cleared, shows=[(DUE + DAY).isoformat()])

        async def taken_in() -> object:
            return len(await ward.rows("compliance", "SELECT 1 FROM inbox"))

        await eventually(taken_in, shows=2)
        assert len(await ward.rows("compliance", FOUND)) == 2


async def test_what_was_said_in_the_evening_is_heard_before_the_morning_judges(
    ward: Node, replicas: list[Database]
) -> None:
    async with ward.serving("compliance"):
        pass  # the streams exist; nobody listens now
    in_time = [UUID(int=number) for number in range(2, 300)]
    await hear(ward, replicas[0], [received(dossier) for dossier in [UUID(int=1), *in_time]])
    nc = await ward.connect()
    await say(nc, [returned(dossier, on=DUE) for dossier in in_time])
    await nc.close()

    async with ward.serving("compliance") as client:

        async def open_breaches() -> object:
            answer = (await client.get("/api/compliance/v1/breaches?open=true")).json()
            return [breach["subject_id"] for breach in answer["breaches"]]

        await eventually(open_breaches, shows=[str(UUID(int=1))])

        async def metric() -> str:
            return (await client.get("/metrics")).text

        await eventually(metric, shows="kheo_breaches_open 1.0")

    assert len(await ward.rows("compliance", FOUND)) == 1
    states = [row["state"] for row in await ward.rows("compliance", STATES)]
    assert states == ["breached"] + ["kept"] * len(in_time)


async def test_breaches_are_shown_page_by_page(ward: Node) -> None:
    late = [UUID(int=number) for number in range(1, 8)]
    async with ward.serving("compliance") as client:
        nc = await ward.connect()
        await say(nc, [returned(dossier, on=DUE + DAY) for dossier in late])
        await nc.close()

        async def pages() -> list[int]:
            sizes, after = [], ""
            while True:
                url = f"/api/compliance/v1/breaches?limit=3{after}"
                page = (await client.get(url)).json()
                sizes.append(len(page["breaches"]))
                if page["next"] is None:
                    return sizes
                after = f"&after={page['next']}"

        await eventually(pages, shows=[3, 3, 1])
