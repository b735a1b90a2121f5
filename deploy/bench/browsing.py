"""Bench: the pages of a tree of 100,000 units, asked for one after another."""

from collections.abc import Sequence
from time import perf_counter
from uuid import uuid4

import asyncpg
from httpx import AsyncClient
from pydantic import SecretStr

from deploy.bench.measuring import Result, Sample, below, in_turns, percentile
from deploy.bench.nodes import WARD, BenchNode
from deploy.bench.posting import served
from deploy.bench.sizes import Sizes
from shared.chassis.access import COOKIE, Access, Principal
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role

# 30 at the top, 100 under each of them, all others under those.
FILL = """
INSERT INTO units (code, valid_from, kind, vi, en, folded, territorial_parent, host, made_up,
                   told_at)
SELECT 'u-' || i, '2018-01-01', 'ward', 'Phường Hoa ' || i, 'Ward ' || i, 'phuong hoa ' || i,
  CASE WHEN i <= 30 THEN $2 WHEN i <= 3030 THEN 'u-' || (1 + i % 30)
  ELSE 'u-' || (31 + i % 3000) END, $2, true, now()
FROM generate_series(1, $1) AS i"""
TOP = """
INSERT INTO units (code, valid_from, kind, vi, en, host, made_up, told_at)
VALUES ($1, '2018-01-01', 'city', 'Thành phố', 'City', $1, true, now())
ON CONFLICT DO NOTHING"""
KNOWN = """
INSERT INTO known_chapters (unit, valid_from, parent, host, kind, vi, en, made_up, basis)
SELECT code, valid_from, territorial_parent, host, kind, vi, en, made_up, basis FROM units
ON CONFLICT DO NOTHING"""
PAGES = ("/units/tree?on=2025-06-30", "/units/tree?at=u-7", "/units/u-7", "/units?q=hoa+77")
TARGET_MS = 300


async def browsing_units(node: BenchNode, sizes: Sizes) -> Result:
    """The tree as of a day, a part of it, one unit, and a search by name."""
    async with node.connection("registry") as connection:
        await fill_units(connection, sizes.units)
    async with served(node, "services.registry.app:app", service="registry") as port:
        at = f"http://127.0.0.1:{port}"
        async with AsyncClient(base_url=at, cookies=cookies_of(node), timeout=30) as door:

            async def ours() -> Sample:
                return await asked(door, PAGES, times=sizes.pages)

            await ours()
            medians, spread = await in_turns({"ours": ours}, rounds=sizes.rounds)
    result = Result(
        name="units",
        title=f"pages of a tree of {sizes.units:,} units",
        ways=medians,
        spread=spread,
    )
    return result.held_to(below("p95 ms", medians["ours"]["p95_ms"], TARGET_MS))


async def fill_units(connection: asyncpg.Connection, units: int) -> None:
    """A city of three levels below the top."""
    await connection.execute(TOP, WARD)
    await connection.execute(FILL, units, WARD)
    await connection.execute(KNOWN)
    await connection.execute("ANALYZE units, known_chapters")


def cookies_of(node: BenchNode) -> dict[str, str]:
    """What an officer of the place shows at the door."""
    key = SecretStr(node.plan.environment()["KHEO_SESSION_KEY"])
    grants = (Grant(Role.OFFICER, UnitCode(WARD)),)
    principal = Principal(account=uuid4(), session=uuid4(), grants=grants)
    doors = Access(operator_token=SecretStr(""), session_key=key)
    return {COOKIE: doors.written(principal)}


async def asked(door: AsyncClient, pages: Sequence[str], *, times: int) -> Sample:
    """How long the pages took, asked for in turns."""
    took = []
    for nth in range(times):
        began = perf_counter()
        answer = await door.get(pages[nth % len(pages)])
        took.append(perf_counter() - began)
        assert answer.is_success, f"{answer.url}: {answer.status_code}"
    return {
        "per_second": len(took) / sum(took),
        "p50_ms": 1000 * percentile(took, 0.5),
        "p95_ms": 1000 * percentile(took, 0.95),
    }
