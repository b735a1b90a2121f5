"""Passing nodes to measure on: real servers on free ports, gone when the measuring is done."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import nats
from nats.aio.client import Client
from pydantic import SecretStr

from deploy.bench.link import Link
from deploy.launcher.accounts import opened_folder
from deploy.launcher.nats_server import NatsServer
from deploy.launcher.plans import NodePlan
from deploy.launcher.ports import free_base, free_port, ports_from
from deploy.launcher.postgres import Postgres
from deploy.launcher.services import NodeServices, prepare_database
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import Topology, load_topology
from shared.chassis.broker import Broker
from shared.chassis.database import Database
from shared.federation.server_config import ServerPlan, Uplink
from shared.kernel.places import Place

CITY, DISTRICT, WARD = "ha-noi", "long-bien", "sai-dong"
ALONE: Mapping[str, str | None] = {WARD: None}
THREE_HOPS: Mapping[str, str | None] = {CITY: None, DISTRICT: CITY, WARD: DISTRICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan(NodePlan):
    """A node whose uplink passes through a link that can be cut."""

    link: Link | None = None

    def server_plan(self) -> ServerPlan:
        """As planned, but for where the uplink dials."""
        plan = NodePlan.server_plan(self)
        if self.link is None:
            return plan
        return replace(plan, uplink=Uplink(url=f"nats-leaf://127.0.0.1:{self.link.port}"))


class BenchNode:
    """One node: its servers run, its tables are there; its services start when asked."""

    def __init__(self, plan: _Plan) -> None:
        folder = plan.folder
        self.plan = plan
        self.link = plan.link
        self.broker = NatsServer(
            plan.server_plan(),
            folder=folder.path,
            log=folder.log("nats"),
            uplink_seed=folder.secrets.uplink_seed,
        )
        self.postgres = Postgres(
            folder.database,
            port=plan.ports.database,
            password=folder.secrets.admin_password,
            log=folder.log("postgres"),
        )
        self.services = NodeServices(plan)

    @property
    def place(self) -> Place:
        """Its identity."""
        return self.plan.topology.place(self.plan.code)

    def url_of(self, service: str) -> str:
        """The database as `service` sees it."""
        told = self.plan.environment()["KHEO_DATABASE_URL"]
        return told.replace("{service}", service)

    async def connect(self) -> Client:
        """A client of its broker."""
        seed = self.plan.folder.secrets.broker_seed
        return await nats.connect(self._broker_url, nkeys_seed_str=seed)

    @asynccontextmanager
    async def chassis(self, service: str) -> AsyncIterator[tuple[Database, Broker]]:
        """Database and broker as `service` would hold them."""
        seed = SecretStr(self.plan.folder.secrets.broker_seed)
        broker = Broker(url=self._broker_url, seed=seed, place=self.place, name=service)
        database = Database.at(self.url_of(service))
        await broker.connect()
        try:
            yield database, broker
        finally:
            await broker.close()
            await database.close()

    @asynccontextmanager
    async def connection(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection to the tables of `service`."""
        connection = await asyncpg.connect(self.url_of(service), ssl=False)
        try:
            yield connection
        finally:
            await connection.close()

    @property
    def _broker_url(self) -> str:
        return f"nats://127.0.0.1:{self.plan.ports.broker}"


@asynccontextmanager
async def one_node() -> AsyncIterator[BenchNode]:
    """A ward alone, without its services."""
    async with _raised(ALONE) as nodes:
        yield nodes[WARD]


@asynccontextmanager
async def federation() -> AsyncIterator[dict[str, BenchNode]]:
    """City, district and ward with all their services; every link passes a proxy."""
    async with _raised(THREE_HOPS) as nodes, AsyncExitStack() as stack:
        for node in nodes.values():
            stack.push_async_callback(node.services.stop)
        await asyncio.gather(*(node.services.start() for node in nodes.values()))
        yield nodes


@asynccontextmanager
async def _raised(tree: Mapping[str, str | None]) -> AsyncIterator[dict[str, BenchNode]]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kheo-bench-"))
        state = StateFolder(opened_folder(Path(folder)) / "state")
        stack.callback(state.erase)
        nodes = {plan.code: BenchNode(plan) for plan in _plans(tree, state)}
        for node in nodes.values():
            await stack.enter_async_context(_servers(node))
        await asyncio.gather(*(prepare_database(node.plan) for node in nodes.values()))
        yield nodes


@asynccontextmanager
async def _servers(node: BenchNode) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        if node.link is not None:
            stack.push_async_callback(node.link.close)
            await node.link.open()
        stack.push_async_callback(node.broker.stop)
        await node.broker.start()
        stack.push_async_callback(node.postgres.stop)
        await node.postgres.start()
        yield


def _plans(tree: Mapping[str, str | None], state: StateFolder) -> list[_Plan]:
    state.prepare(tree)
    topology = _topology(tree, state)
    base = free_base(len(tree))
    ports = {code: ports_from(base, at) for at, code in enumerate(tree)}
    for code, chosen in ports.items():
        state.node(code).remember(chosen)
    return [
        _Plan(
            topology=topology,
            state=state,
            code=code,
            ports=ports[code],
            link=Link(free_port(), target=ports[parent].leaf) if parent else None,
        )
        for code, parent in tree.items()
    ]


def _topology(tree: Mapping[str, str | None], state: StateFolder) -> Topology:
    places = [
        {"code": code, "parent": parent, "vi": code, "en": code}
        | {"kind": "ward", "valid_from": "2018-01-01"}
        for code, parent in tree.items()
    ]
    state.topology.write_text(json.dumps({"places": places}), "utf-8")  # JSON is YAML
    return load_topology(state.topology)
