"""The link keeper between two real nodes: a silent source is woken when its link stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from shared.chassis.link_keeper import SILENT_SECONDS
from shared.federation.jetstream import ask
from shared.testing.probing import eventually
from tests.nodes import Node, Tree, federation

pytestmark = pytest.mark.infra

PAIR: Tree = {"district": None, "east": "district"}
CHANGED = "$JS.EVENT.ADVISORY.STREAM.UPDATED.IN"
LOOKS = "SELECT count(*) FROM stream_marks WHERE stream = 'IN'"
NS = 1_000_000_000


@asynccontextmanager
async def watched(district: Node) -> AsyncIterator[list[str]]:
    """The broker's word of every change to the stream: a waking is two of them."""
    changes: list[str] = []

    async def note(message: Msg) -> None:
        changes.append(message.subject)

    nc = await district.connect()
    await nc.subscribe(CHANGED, cb=note)
    yield changes
    await nc.close()


async def keeper_looks(district: Node, times: int) -> None:
    """Wait for so many whole rounds of the keeper; each begins with its marks."""
    for _ in range(times):
        await district.rows("registry", "DELETE FROM stream_marks WHERE stream = 'IN'")
        await eventually(lambda: looks(district), shows=1)


async def looks(district: Node) -> int:
    return int((await district.rows("registry", LOOKS))[0][0])


async def is_heard_of(district: Node) -> bool:
    """Whether the ward's stream was heard of just now."""
    nc = await district.connect()
    (source,) = (await ask(nc, "STREAM.INFO.IN"))["sources"]
    await nc.close()
    return 0 <= source["active"] < SILENT_SECONDS * NS


async def test_a_silent_source_is_woken_when_its_link_stands_and_not_before(
    tmp_path: Path, admin_url: str
) -> None:
    async with federation(PAIR, folder=tmp_path, admin_url=admin_url) as nodes:
        district, east = nodes["district"], nodes["east"]
        await east.kill_broker()
        async with district.serving("registry"), watched(district) as changes:
            await keeper_looks(district, 4)
            assert changes == []

            await east.start_broker()

            async def is_woken() -> bool:
                return len(changes) >= 2

            await eventually(is_woken, shows=True)
            async with east.serving("registry"):
                await eventually(lambda: is_heard_of(district), shows=True)
                changes.clear()
                await keeper_looks(district, 4)
                assert changes == []
