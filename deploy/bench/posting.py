"""Bench 1: feedback is posted, validated, and case and outbox row are committed together."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from deploy.bench import rivals_sql
from deploy.bench.measuring import Result, Sample, at_least, below, in_turns
from deploy.bench.nodes import BenchNode
from deploy.bench.sizes import Sizes
from deploy.launcher.loopback import Deadline, is_listening
from deploy.launcher.ports import free_port
from deploy.launcher.programs import Program

OURS = "services.intake.app:app"
LIMIT = "deploy.bench.rival_doors:raw"
OBVIOUS = "deploy.bench.rival_doors:obvious"
PATHS = {OURS: "/api/intake/v1/feedback"}
START_PATIENCE = 60.0
WARM_UP_SECONDS = 1.0


async def posting(node: BenchNode, sizes: Sizes) -> Result:
    """Feedback by the real service, by hand on the driver, and through an ORM."""
    async with AsyncExitStack() as stack:
        async with node.connection("intake") as connection:
            await connection.execute(rivals_sql.MAKE)
        ways = {
            name: partial(
                _loaded,
                await stack.enter_async_context(served(node, app, service="intake")),
                PATHS.get(app, "/feedback"),
                sizes,
            )
            for name, app in (("ours", OURS), ("limit", LIMIT), ("obvious", OBVIOUS))
        }
        for way in ways.values():
            await way()
        medians, spread = await in_turns(ways, rounds=sizes.rounds)
    result = Result(
        name="feedback",
        title=f"feedback POST, {sizes.clients} clients",
        ways=medians,
        spread=spread,
    )
    return result.held_to(
        at_least("ours / limit", result.ratio("ours", "limit") or 0, 0.5),
        below("p99 ms", medians["ours"]["p99_ms"], 100),
    )


@asynccontextmanager
async def served(node: BenchNode, app: str, *, service: str) -> AsyncIterator[int]:
    """One worker process of uvicorn, set up alike for everyone."""
    port = free_port()
    name = app.replace(":", "-")
    program = Program(
        name=name,
        command=(
            *(sys.executable, "-m", "uvicorn", app, "--factory"),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--no-access-log", "--log-level", "warning", "--no-server-header"),
            *("--timeout-keep-alive", "75"),  # longer than the client's
        ),
        log=node.plan.folder.log(name),
        environment=_told(node, service),
    )
    await program.start()
    try:
        await _until_listening(port, program)
        yield port
    finally:
        await program.stop()


def _told(node: BenchNode, service: str) -> Mapping[str, str]:
    environment = node.plan.environment()
    own = {
        "KHEO_DATABASE_URL": node.url_of(service),
        "BENCH_DATABASE_URL": node.url_of(service),
    }
    return environment | own


async def _until_listening(port: int, program: Program) -> None:
    deadline = Deadline(START_PATIENCE)
    while not await is_listening(port):
        assert program.running, program.last_words()
        assert not deadline.passed, program.last_words()
        await asyncio.sleep(0.1)


async def _loaded(port: int, path: str, sizes: Sizes) -> Sample:
    caller = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.bench.load", str(port), path),
        *(str(sizes.post_seconds), str(sizes.clients)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await caller.communicate()
    sample: dict[str, float] = json.loads(said)
    assert not sample["errors"], f"{path}: {sample['errors']:.0f} errors"
    return sample
