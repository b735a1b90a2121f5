"""Benches 4 to 6, on city, district and ward with all their services.

How soon a feedback posted at the ward is in the city's archive; how long the city needs for
what was said while the ward's link was cut; how much memory a ward takes when nothing happens.
"""

import asyncio
from time import perf_counter

import asyncpg
import httpx
import psutil

from deploy.bench.facts import facts
from deploy.bench.load import MESSAGE
from deploy.bench.measuring import Result, below, percentile, until
from deploy.bench.nodes import CITY, WARD, BenchNode
from deploy.bench.sizes import Sizes
from deploy.launcher.loopback import local_client
from shared.chassis.database import Database
from shared.chassis.outbox import publish_all

Nodes = dict[str, BenchNode]

POLL_SECONDS = 0.002
COUNT_POLL_SECONDS = 0.05
BATCH = 5000
PAUSE_SECONDS = 0.05
MIB = 1 << 20
NEWER = "SELECT count(*) FROM archive WHERE name = $1 AND recorded_at > $2"
FEEDBACK = "intake.feedback_received.v1"
ARRIVED = "SELECT coalesce(sum(facts), 0)::bigint FROM digests WHERE node = $1"


async def climbing(nodes: Nodes, sizes: Sizes) -> Result:
    """From the ward's door to the city's archive."""
    ward, city = nodes[WARD], nodes[CITY]
    took = []
    async with (
        local_client(ward.plan.folder.address) as client,
        city.connection("reporting") as archive,
    ):
        for number in range(sizes.climbing_posts + 1):
            took.append(await _climb(client, archive))
            await asyncio.sleep(PAUSE_SECONDS * (number % 5))  # not in step with any timer
    del took[0]  # wakes connections and plans
    sample = {"p50_ms": percentile(took, 0.5) * 1000, "p99_ms": percentile(took, 0.99) * 1000}
    return Result(
        name="climb",
        title=f"ward → city, three hops, {len(took)} posts one by one",
        ways={"ours": sample},
    ).held_to(below("p99 ms", sample["p99_ms"], 1000))


async def _climb(client: httpx.AsyncClient, archive: asyncpg.Connection) -> float:
    before = await archive.fetchval("SELECT now()")
    started = perf_counter()
    answer = await client.post("/api/intake/v1/feedback", json=MESSAGE)
    answer.raise_for_status()

    async def is_there() -> bool:
        return bool(await archive.fetchval(NEWER, FEEDBACK, before))

    await until(is_there, every=POLL_SECONDS)
    return perf_counter() - started


async def catching_up(nodes: Nodes, sizes: Sizes) -> Result:
    """The link is cut, much is said, the link is healed."""
    ward, city = nodes[WARD], nodes[CITY]
    assert ward.link is not None
    async with city.connection("reporting") as archive:
        known = await archive.fetchval(ARRIVED, WARD)
        await ward.link.close()
        await _say(ward, sizes.week_of_facts)
        await ward.link.open()
        healed = perf_counter()
        first = await _until(archive, known + 1) - healed
        whole = await _until(archive, known + sizes.week_of_facts) - healed
    return Result(
        name="catch-up",
        title=f"catch-up, {sizes.week_of_facts:,} facts after a cut link",
        ways={"ours": {"first_s": first, "whole_s": whole}},
    ).held_to(below("seconds", whole, 30))


async def _say(ward: BenchNode, count: int) -> None:
    """Written down at the ward, said to its own broker, heard by its own reporting."""
    database = Database.at(ward.url_of("intake"), pool_size=1)
    async with ward.connection("reporting") as archive:
        known = await archive.fetchval(ARRIVED, WARD)
        told = list(facts(count, WARD))
        for start in range(0, count, BATCH):
            async with database.transaction() as tx:
                await publish_all(tx, told[start : start + BATCH])
        await database.close()
        await _until(archive, known + count)


async def _until(archive: asyncpg.Connection, count: int) -> float:
    async def are_there() -> bool:
        return bool(await archive.fetchval(ARRIVED, WARD) >= count)

    await until(are_there, every=COUNT_POLL_SECONDS)
    return perf_counter()


async def resting(nodes: Nodes, sizes: Sizes) -> Result:
    """A whole ward when nothing happens; what processes share is counted once."""
    ward = nodes[WARD]
    await asyncio.sleep(sizes.rest_seconds)
    programs = {
        "nats_mib": ward.broker.program.pid,
        "postgres_mib": ward.postgres.program.pid,
        "services_mib": ward.services.program.pid,
    }
    sample = {name: _pss(pid) / MIB for name, pid in programs.items()}
    sample["all_mib"] = sum(sample.values())
    return Result(
        name="memory", title="a whole ward at rest, fresh", ways={"ours": sample}
    ).held_to(below("MiB", sample["all_mib"], 512))


def _pss(pid: int | None) -> int:
    """A program with its children, pages they share counted once (PSS)."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(process.memory_full_info().pss for process in family)
