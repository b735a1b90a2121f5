"""Bench: the desk of a ward with a million cases: lives, spikes, the inbox, one case."""

import asyncio
import json
import sys
from functools import partial
from uuid import uuid4

from httpx import AsyncClient
from pydantic import SecretStr

from deploy.bench.browsing import asked
from deploy.bench.case_rows import fill_cases
from deploy.bench.measuring import Result, Sample, at_least, below, in_turns
from deploy.bench.nodes import WARD, BenchNode
from deploy.bench.posting import served
from deploy.bench.sizes import Sizes
from shared.chassis.access import COOKIE, CSRF_HEADER, Access, Principal
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role

INBOX = (
    "/inbox",
    "/inbox?view=triage",
    "/inbox?view=overdue",
    "/inbox?view=mine",
    "/inbox?view=citizen",
    "/inbox?category=env_sanitation",
    "/inbox?channel=online_channel&who=nobody",
    "/inbox?order=newest",
    "/inbox?order=newest&category=street_parking",
)
SPIKES = (1, 15, 1, 25, 2, 35, 10)
"""The shape of the strongest peer's own test, in lives begun each second."""
TARGET_LIVES, TARGET_LIFE_MS, TARGET_INBOX_MS = 100, 250, 200


async def working_on_cases(node: BenchNode, sizes: Sizes) -> Result:
    """Whole lives over HTTP, then the same in spikes, then the pages of the desk."""
    async with node.connection("intake") as connection:
        await fill_cases(connection, sizes.cases)
        waiting = await connection.fetch(
            "SELECT number FROM feedback WHERE state = 'received' ORDER BY id LIMIT 9"
        )
    doors = _doors(node)
    async with served(node, "services.intake.app:app", service="intake") as port:
        at = f"http://127.0.0.1:{port}"
        async with AsyncClient(base_url=at, cookies=doors.cookies, timeout=60) as door:
            files = [f"/cases/{row['number']}" for row in waiting]
            lives = partial(_lives, port, doors, clients=sizes.desk_clients)
            ways = {
                "lives": partial(lives, seconds=sizes.life_seconds),
                "spikes": partial(lives, seconds=sizes.spike_seconds, rates=SPIKES),
                "inbox": partial(asked, door, INBOX, times=sizes.pages),
                "case": partial(asked, door, files, times=sizes.pages),
            }
            for page in (*INBOX, *files):
                await door.get(page)
            await lives(seconds=1)
            medians, spread = await in_turns(ways, rounds=sizes.rounds)
    others = {f"{way}_p95_ms": medians[way]["p95_ms"] for way in ("spikes", "inbox", "case")}
    result = Result(
        name="cases",
        title=f"the desk among {sizes.cases:,} cases",
        ways=medians | {"ours": {**medians["lives"], **others}},
        spread=spread,
    )
    led = (medians["lives"], medians["spikes"])
    wrong = sum(way[name] for way in led for name in ("errors", "stale"))
    return result.held_to(
        at_least("lives per second", medians["lives"]["per_second"], TARGET_LIVES),
        below("a life, p95 ms", medians["lives"]["p95_ms"], TARGET_LIFE_MS),
        below("in spikes, p95 ms", medians["spikes"]["p95_ms"], TARGET_LIFE_MS),
        below("errors, or reads that missed a write", wrong, 1),
        below("inbox, p95 ms", medians["inbox"]["p95_ms"], TARGET_INBOX_MS),
        below("a case, p95 ms", medians["case"]["p95_ms"], TARGET_INBOX_MS),
    )


class _Doors:
    """What an officer of the ward shows: a cookie, and the key of the forms."""

    def __init__(self, cookies: dict[str, str], form_key: str) -> None:
        self.cookies = cookies
        shown = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.headers = f"cookie: {shown}\r\n{CSRF_HEADER.lower()}: {form_key}\r\n"


def _doors(node: BenchNode) -> _Doors:
    key = SecretStr(node.plan.environment()["KHEO_SESSION_KEY"])
    grants = (Grant(Role.OFFICER, UnitCode(WARD)),)
    principal = Principal(account=uuid4(), session=uuid4(), grants=grants, name="Trần Văn Bình")
    access = Access(operator_token=SecretStr(""), session_key=key)
    return _Doors({COOKIE: access.written(principal)}, access.sessions.form_key(principal))


async def _lives(port: int, doors: _Doors, **told: object) -> Sample:
    asking = json.dumps({"port": port, "headers": doors.headers, **told})
    leader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.bench.lives", asking), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await leader.communicate()
    sample: dict[str, float] = json.loads(said)
    return sample
