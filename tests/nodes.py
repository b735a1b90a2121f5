"""Real nodes for tests: each its own NATS server and database, on loopback, on free ports.

The services run inside the test's process (`serving`) or as a process of their own that
can be killed (`started`). One Postgres server carries the databases of a whole test run.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import nats
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, HTTPError
from nats.aio.client import Client

from deploy.database_roles import SERVICES
from deploy.launcher.keys import public_key, user_seed
from deploy.launcher.nats_server import NatsServer
from deploy.launcher.plans import HOUSE
from deploy.launcher.ports import free_port
from deploy.launcher.programs import Program
from shared.chassis.serving import as_web_app
from shared.chassis.settings import NodeSettings
from shared.federation.server_config import ServerPlan, Uplink
from shared.kernel.places import Place, PlaceCode
from shared.testing.probing import eventually
from tests.proxy import Line

TOKEN = "operator-of-the-test"
SESSION_KEY = "sessions-of-the-test"
PASSWORD = "services-of-the-test"
TEMPLATE = "kheo_template"
OPERATOR = {"Authorization": f"Bearer {TOKEN}"}
PATIENCE_SECONDS = 60.0

Tree = Mapping[str, str | None]
"""Parent by place; parents stand before their children."""

THREE_LEVELS: Tree = {"city": None, "district": "city", "east": "district", "west": "district"}
ONE_WARD: Tree = {"east": None}

Settings = TypeVar("Settings", bound=NodeSettings)

_databases = count(1)


def places(tree: Tree) -> dict[str, Place]:
    """The places of a tree."""
    parents = {parent for parent in tree.values() if parent}
    return {
        code: Place(
            code=PlaceCode(code),
            parent=PlaceCode(parent) if parent else None,
            children=tuple(PlaceCode(c) for c, above in tree.items() if above == code),
            relaying=frozenset(
                PlaceCode(c) for c, above in tree.items() if above == code and c in parents
            ),
        )
        for code, parent in tree.items()
    }


def units_file(tree: Tree, folder: Path) -> Path:
    """A topology file whose places are the tree's."""
    return _written(folder, places=[_told(code, tree) for code in tree])


def hosted_file(tree: Tree, folder: Path) -> Path:
    """A topology file of one place, the first of the tree, which serves all others."""
    top, *others = tree
    units = [_told(code, tree) | {"host": top} for code in others]
    return _written(folder, places=[_told(top, tree)], units=units)


def _told(code: str, tree: Tree) -> dict[str, str | None]:
    name = {"vi": f"Đơn vị {code}", "en": f"Unit {code}"}
    about = {"code": code, "parent": tree[code], "kind": "ward", "valid_from": "2018-01-01"}
    return about | name


def _written(folder: Path, **told: Any) -> Path:
    path = folder / "topology.yaml"
    path.write_text(json.dumps({"units": []} | told))  # JSON is YAML
    return path


@dataclass(kw_only=True)
class Node:
    """One node of a test."""

    place: Place
    folder: Path
    admin_url: str
    client_port: int
    monitor_port: int
    leaf_port: int
    broker_seed: str = field(default_factory=user_seed)
    uplink_seed: str = field(default_factory=user_seed)
    environment: dict[str, str] = field(default_factory=dict)
    server: NatsServer | None = None
    program: Program | None = None

    @property
    def broker_url(self) -> str:
        """Where its NATS server listens."""
        return f"nats://127.0.0.1:{self.client_port}"

    @property
    def store(self) -> Path:
        """The folder of its JetStream."""
        return self.folder / "js"

    def url_of(self, service: str) -> str:
        """The database as one service sees it."""
        admin = urlsplit(self.admin_url)
        login = f"{service}:{PASSWORD}@{admin.hostname}:{admin.port}"
        return urlunsplit(admin._replace(netloc=login))

    def told(self) -> dict[str, str]:
        """The environment of its services."""
        children = [str(child) for child in self.place.children]
        return {
            "KHEO_PLACE_CODE": self.place.code,
            "KHEO_PARENT_CODE": self.place.parent or "",
            "KHEO_CHILD_CODES": json.dumps(children),
            "KHEO_RELAYING_CHILD_CODES": json.dumps(sorted(self.place.relaying)),
            "KHEO_DATABASE_URL": self.url_of("{service}"),
            "KHEO_BROKER_URL": self.broker_url,
            "KHEO_BROKER_NKEY_SEED": self.broker_seed,
            "KHEO_MONITOR_URL": f"http://127.0.0.1:{self.monitor_port}",
            "KHEO_OPERATOR_TOKEN": TOKEN,
            "KHEO_SESSION_KEY": SESSION_KEY,
            "KHEO_FILES_URL": (self.folder / "files").as_uri(),
            "PYTHONPATH": str(HOUSE),
            **self.environment,
        }

    def settings(self, kind: type[Settings]) -> Settings:
        """What a service of this node is told, without an environment."""
        known = {k.removeprefix("KHEO_").lower(): v for k, v in self.told().items()}
        parsed = {k: json.loads(v) if k.endswith("_codes") else v for k, v in known.items()}
        return kind(**parsed)

    def app(self, *services: str) -> FastAPI:
        """Some or all of its services as one web application."""
        built = []
        for name in services or SERVICES:
            settings = import_module(f"services.{name}.settings").Settings
            module = import_module(f"services.{name}.app")
            built.append(module.build(self.settings(settings)))
        return as_web_app(*built)

    @asynccontextmanager
    async def serving(self, *services: str) -> AsyncIterator[AsyncClient]:
        """Its services inside this process, with a client at their door."""
        async with at_work(self.app(*services)) as client:
            yield client

    @asynccontextmanager
    async def started(self, **more: str) -> AsyncIterator[AsyncClient]:
        """Its services as a process of their own; `program` may be killed."""
        port = free_port()
        self.program = Program(
            name=f"services of {self.place.code}",
            command=(sys.executable, "-m", "deploy.node"),
            log=self.folder / f"services-{port}.log",
            environment=self.told()
            | {"KHEO_HTTP_HOST": "127.0.0.1", "KHEO_HTTP_PORT": str(port)}
            | more,
        )
        await self.program.start()
        try:
            base = f"http://127.0.0.1:{port}"
            async with AsyncClient(base_url=base, timeout=60) as client:
                await ready(client)
                yield client
        finally:
            await self.program.kill()

    async def start_broker(self) -> None:
        """Start its NATS server, with whatever store there is."""
        assert self.server is not None
        await self.server.start()

    async def kill_broker(self) -> None:
        """End its NATS server as a power cut would."""
        assert self.server is not None
        await self.server.kill()

    async def connect(self) -> Client:
        """A client of its broker, beside the services."""
        return await nats.connect(
            self.broker_url, nkeys_seed_str=self.broker_seed, max_reconnect_attempts=-1
        )

    async def row(self, sql: str) -> asyncpg.Record:
        """What all schemas together answer, to the administrator."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            return await connection.fetchrow(sql)
        finally:
            await connection.close()

    async def rows(self, service: str, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """What a service's schema answers."""
        connection = await asyncpg.connect(self.url_of(service))
        try:
            found: list[asyncpg.Record] = await connection.fetch(sql, *arguments)
        finally:
            await connection.close()
        return found


@asynccontextmanager
async def at_work(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Services inside this process, ready, with a client at their door."""
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://node", timeout=60) as client,
    ):
        await ready(client)
        yield client


async def ready(client: AsyncClient) -> None:
    """Wait until everything behind `client` is of use."""

    async def answer() -> str:
        try:
            found = await client.get("/health/ready")
        except HTTPError as error:
            return repr(error)
        return f"{found.status_code} {found.text}"

    await eventually(answer, shows="200 ", within_seconds=PATIENCE_SECONDS)


@asynccontextmanager
async def federation(
    tree: Tree,
    *,
    folder: Path,
    admin_url: str,
    lines: Mapping[str, Line] | None = None,
    admin_urls: Mapping[str, str] | None = None,
) -> AsyncIterator[dict[str, Node]]:
    """The nodes of a tree: brokers run, databases are ready, services are not started.

    `lines` gives the line through which a node dials its parent, `admin_urls` the Postgres of
    a node that does not share the others'.
    """
    async with AsyncExitStack() as stack:
        nodes: dict[str, Node] = {}
        for code, place in places(tree).items():
            server = (admin_urls or {}).get(code, admin_url)
            url = await stack.enter_async_context(fresh_database(server))
            nodes[code] = _node(place, folder=folder / code, admin_url=url)
        next(iter(nodes.values())).environment["KHEO_UNITS_FILE"] = str(
            units_file(tree, folder)
        )
        for code, node in nodes.items():
            node.server = _server(node, nodes, line=(lines or {}).get(code))
            await node.server.start()
            stack.push_async_callback(node.server.kill)
        yield nodes


def _node(place: Place, *, folder: Path, admin_url: str) -> Node:
    folder.mkdir(parents=True)
    ports: set[int] = set()
    while len(ports) < 3:
        ports.add(free_port())
    client, monitor, leaf = ports
    return Node(
        place=place,
        folder=folder,
        admin_url=admin_url,
        client_port=client,
        monitor_port=monitor,
        leaf_port=leaf,
    )


def _server(node: Node, nodes: Mapping[str, Node], *, line: Line | None) -> NatsServer:
    place = node.place
    parent = nodes.get(place.parent or "")
    port = parent.leaf_port if parent else None
    if line is not None:
        line.target, port = port or 0, line.port
    plan = ServerPlan(
        place=place,
        store_dir=str(node.store),
        client_port=node.client_port,
        monitor_port=node.monitor_port,
        local_key=public_key(node.broker_seed),
        leaf_port=node.leaf_port if place.has_children else None,
        child_keys={child: public_key(nodes[child].uplink_seed) for child in place.children},
        uplink=Uplink(url=f"nats-leaf://127.0.0.1:{port}") if port else None,
    )
    return NatsServer(
        plan, folder=node.folder, log=node.folder / "nats.log", uplink_seed=node.uplink_seed
    )


@asynccontextmanager
async def fresh_database(admin_url: str) -> AsyncIterator[str]:
    """A copy of the migrated template database; its administrator's address."""
    name = f"kheo_test_{next(_databases)}"
    await _as_admin(admin_url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    for service in SERVICES:
        await _as_admin(
            admin_url, f"ALTER ROLE {service} IN DATABASE {name} SET search_path = '{service}'"
        )
    try:
        yield urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
    finally:
        await _as_admin(admin_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _as_admin(admin_url: str, statement: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def make_template(admin_url: str) -> None:
    """Prepare the template once: roles, schemas, every migration, as a node's start does."""
    url = urlunsplit(urlsplit(admin_url)._replace(path=f"/{TEMPLATE}"))
    preparing = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "deploy.prepare_database"),
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(HOUSE),
            "KHEO_ADMIN_DATABASE_URL": url,
            "KHEO_SERVICE_PASSWORD": PASSWORD,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await preparing.communicate()
    assert preparing.returncode == 0, said.decode()
