"""The example in the subscriber guide, run as it stands."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from deploy.launcher.keys import public_key, user_seed
from deploy.launcher.nats_server import NatsServer
from deploy.launcher.ports import free_base, ports_from
from deploy.launcher.programs import Program
from shared.federation.provisioning import ensure_stream
from shared.federation.server_config import ServerPlan
from shared.kernel.places import Place, PlaceCode
from shared.testing.probing import eventually
from tests.deploy.deployables import ROOT
from tests.deploy.rooms import temporary_room

GUIDE = (ROOT / "docs" / "events.md").read_text()
SUBJECT = "in.sai-dong.up.intake.feedback_resolved.v1"
PLACE = Place(code=PlaceCode("long-bien"), children=(PlaceCode("sai-dong"),))

pytestmark = pytest.mark.infra


@asynccontextmanager
async def broker(room: Path, seed: str) -> AsyncIterator[str]:
    """A district's broker; its address."""
    ports = ports_from(free_base(1), 0)
    plan = ServerPlan(
        place=PLACE,
        store_dir=str(room / "js"),
        client_port=ports.broker,
        monitor_port=ports.monitor,
        local_key=public_key(seed),
    )
    server = NatsServer(plan, folder=room, log=room / "nats.log")
    await server.start()
    try:
        yield f"nats://127.0.0.1:{ports.broker}"
    finally:
        await server.stop()


@asynccontextmanager
async def example(room: Path, told: dict[str, str]) -> AsyncIterator[Program]:
    """The guide's program, running."""
    (code,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    script = room / "listen.py"
    script.write_text(code)
    program = Program(
        name="example",
        command=(sys.executable, "-u", str(script)),
        log=room / "example.log",
        environment=told,
    )
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


async def tell(nc: Client) -> None:
    """One fact, as a parent's broker would hold it."""
    wanted = {"name": "IN", "subjects": ["in.>"], "storage": "file"}
    await ensure_stream(nc, wanted)
    await nc.jetstream().publish(SUBJECT, b'{"day": "2018-09-30"}', headers={"ce-id": "fact-1"})


async def test_the_example_prints_what_a_child_has_resolved() -> None:
    seed = user_seed()
    with temporary_room() as room:
        async with broker(room, seed) as address:
            nc = await nats.connect(address, nkeys_seed_str=seed)
            await tell(nc)
            await nc.close()
            told = {"KHEO_BROKER_URL": address, "KHEO_BROKER_NKEY_SEED": seed}
            async with example(room, told) as program:
                said = partial(asyncio.to_thread, program.last_words)
                await eventually(said, shows=f'fact-1 {SUBJECT} {{"day": "2018-09-30"}}')
