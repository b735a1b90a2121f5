"""A living federation: every node a process that can be killed, every ward at work.

`whole()` is what every fault is judged by: each committed fact stands exactly once in the
archive of every level above, tallies add up, no hole is open, and `verify` agrees.
"""

import asyncio
import io
import json
import random
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from httpx import AsyncClient, HTTPError

from deploy.database_roles import SERVICES
from deploy.launcher.ports import free_port
from shared.testing.probing import eventually
from tests.nodes import OPERATOR, THREE_LEVELS, Node, federation
from tests.proxy import Line, line

WARDS = ("east", "west")
SETTLING_SECONDS = 150.0
HEADER = "dossier_code,procedure_code,unit,channel,received_on,due_on,returned_on"
TOLD = "SELECT id FROM outbox WHERE lane = 'up'"
WRITTEN_DOWN = "SELECT event_id FROM archive WHERE node = $1"
HOLES = "SELECT count(*) FROM cursors WHERE ahead <> '[]'::jsonb OR head > nseq"
SUMS = "SELECT measure, sum(amount)::bigint FROM tallies WHERE unit = ANY($1) GROUP BY measure"

TOLD_ALTOGETHER = " + ".join(
    f"(SELECT count(*) FROM {service}.outbox WHERE lane = 'up')"
    for service in SERVICES
    if service != "reporting"
)
COUNTED = f"""
SELECT {TOLD_ALTOGETHER} AS told, (
    SELECT jsonb_object_agg(node, facts) FROM (
        SELECT node, count(*) AS facts FROM reporting.archive
        WHERE name NOT LIKE 'reporting.%' GROUP BY node
    ) AS nodes
) AS written_down
"""
"""In one question what is asked again and again; which facts they are is asked at the end."""

_batches = count(1)


def dossiers(ward: str, rows: int) -> bytes:
    """A sheet of returned dossiers with codes never used before; each row is two facts."""
    batch = next(_batches)
    first = date(2018, 1, 2)
    lines = [HEADER]
    for number in range(rows):
        day = first + timedelta(days=number % 250)
        code = f"T{batch}-{number:06}"
        lines.append(
            f"{code},1.000001,{ward},counter,{day},{day + timedelta(days=5)},"
            f"{day + timedelta(days=3)}"
        )
    return "\n".join(lines).encode()


@dataclass(kw_only=True)
class Living:
    """The nodes of a federation, their services as processes, and the lines between."""

    nodes: Mapping[str, Node]
    lines: Mapping[str, Line]
    clients: dict[str, AsyncClient] = field(default_factory=dict)
    _stacks: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def start_services(self, code: str) -> None:
        """Start a node's services as a process."""
        stack = self._stacks[code] = AsyncExitStack()
        self.clients[code] = await stack.enter_async_context(
            self.nodes[code].started(KHEO_HOLE_GRACE_SECONDS="3", KHEO_HOLE_REPEAT_SECONDS="5")
        )

    async def kill_services(self, code: str) -> None:
        """End a node's services, relay and readers included, as SIGKILL does."""
        await self._stacks.pop(code).aclose()

    async def restart_services(self, code: str) -> None:
        """SIGKILL, then start again."""
        await self.kill_services(code)
        await self.start_services(code)

    async def restart_broker(self, code: str) -> None:
        """SIGKILL a node's NATS server, then start it on the same store."""
        await self.nodes[code].kill_broker()
        await self.nodes[code].start_broker()

    async def close(self) -> None:
        """End every service."""
        for code in list(self._stacks):
            await self.kill_services(code)

    async def take_dossiers(self, ward: str, rows: int) -> None:
        """A ward imports dossiers, whatever happens around it; two facts a row."""
        sheet = dossiers(ward, rows)
        answer = await self._import(ward, sheet)
        assert '"stage":"done"' in answer.replace(" ", ""), answer[-400:]

    async def _import(self, ward: str, sheet: bytes) -> str:
        """Sent again after a broken connection: the second time it may be there already."""
        file = {"file": ("dossiers.csv", io.BytesIO(sheet), "text/csv")}
        url = "/api/intake/v1/dossiers/import"
        found = await self.clients[ward].post(url, files=file, headers=OPERATOR, timeout=120)
        return found.text

    async def whole(self) -> None:
        """Wait until every level has everything once, then let each node verify itself."""
        await eventually(self._unlike, shows="", within_seconds=SETTLING_SECONDS)
        for code in self.nodes:
            await self._agrees(code)

    async def _agrees(self, code: str) -> None:
        found = await self.clients[code].post("/api/reporting/v1/verify", headers=OPERATOR)
        assert found.json()["differences"] == []

    async def _unlike(self) -> str:
        """What is not yet as it should be; nothing when all is well."""
        try:
            return await self._differences()
        except (HTTPError, OSError, asyncpg.PostgresError) as unreachable:
            return f"not reachable: {unreachable!r}"

    async def _differences(self) -> str:
        return "; ".join(await self._counts_apart() or await self._facts_apart())

    async def _counts_apart(self) -> list[str]:
        counted = {code: await node.row(COUNTED) for code, node in self.nodes.items()}
        found = {code: json.loads(one["written_down"] or "{}") for code, one in counted.items()}
        return [
            f"{level}: {ward} has {found[level].get(ward, 0)} of {counted[ward]['told']}"
            for ward in WARDS
            for level in (ward, "district", "city")
            if found[level].get(ward, 0) != counted[ward]["told"]
        ]

    async def _facts_apart(self) -> list[str]:
        complaints = []
        for ward in WARDS:
            told = await self._told(ward)
            for level in (ward, "district", "city"):
                found = await self._written_down(level, ward)
                if found != told:
                    lacking, extra = len(told - found), len(found - told)
                    complaints.append(f"{level}: {ward} lacks {lacking}, has {extra} too many")
        return complaints + (await self._open_holes() or await self._sums_apart())

    async def _told(self, ward: str) -> set[Any]:
        """Facts for others; reporting's own word about itself never stands still."""
        told: set[Any] = set()
        for service in SERVICES:
            if service != "reporting":
                rows = await self.nodes[ward].rows(service, TOLD)
                told |= {row[0] for row in rows}
        return told

    async def _written_down(self, level: str, ward: str) -> set[Any]:
        rows = await self.nodes[level].rows(
            "reporting", WRITTEN_DOWN + " AND name NOT LIKE 'reporting.%'", ward
        )
        found = [row[0] for row in rows]
        assert len(found) == len(set(found)), f"{level} has facts of {ward} twice"
        return set(found)

    async def _open_holes(self) -> list[str]:
        counts = {
            code: (await node.rows("reporting", HOLES))[0][0]
            for code, node in self.nodes.items()
        }
        return [f"{code}: {holes} holes" for code, holes in counts.items() if holes]

    async def _sums_apart(self) -> list[str]:
        units = list(WARDS)
        city = dict(await self.nodes["city"].rows("reporting", SUMS, units))
        added: dict[str, int] = {}
        for ward in WARDS:
            for measure, amount in await self.nodes[ward].rows("reporting", SUMS, [ward]):
                added[measure] = added.get(measure, 0) + amount
        return [] if city == added else [f"city {city} is not the wards' {added}"]


async def at_some_point(chance: random.Random) -> None:
    """Let the others work for a moment of no particular length."""
    await asyncio.sleep(chance.uniform(0.05, 1.5))


def roll_back(store: Path, older: Path) -> None:
    """Put an older copy in the place of a JetStream folder."""
    shutil.rmtree(store)
    shutil.copytree(older, store)


@asynccontextmanager
async def living(
    folder: Path, admin_url: str, *, admin_urls: Mapping[str, str] | None = None
) -> AsyncIterator[Living]:
    """City, district and two wards at work; some lines upward can be cut."""
    async with AsyncExitStack() as stack:
        lines = {
            code: await stack.enter_async_context(line(port=free_port()))
            for code in ("east", "district")
        }
        nodes = await stack.enter_async_context(
            federation(
                THREE_LEVELS,
                folder=folder,
                admin_url=admin_url,
                lines=lines,
                admin_urls=admin_urls,
            )
        )
        alive = Living(nodes=nodes, lines=lines)
        stack.push_async_callback(alive.close)
        await asyncio.gather(*(alive.start_services(code) for code in nodes))
        yield alive
