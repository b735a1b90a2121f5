"""One node of the federation while it runs on this machine."""

import asyncio
from collections.abc import Callable
from enum import StrEnum

from deploy.launcher import tenancy
from deploy.launcher.guarding import Server, keep_running
from deploy.launcher.nats_server import NatsServer
from deploy.launcher.plans import NodePlan
from deploy.launcher.postgres import Postgres
from deploy.launcher.services import NodeServices, prepare_database


class Stage(StrEnum):
    """How far a node has come."""

    WAITING = "waiting"
    DATABASE = "database"
    SCHEMA = "schema"
    SERVICES = "services"
    READY = "ready"
    NOTE = "note"
    STOPPED = "stopped"


Observer = Callable[[str, Stage, str], None]
"""Told the code of a node, how far it is, and a remark."""


class RunningNode:
    """The programs of one node, watched over until it is stopped."""

    def __init__(self, plan: NodePlan, tell: Observer) -> None:
        self._tell = tell
        self._guards: list[asyncio.Task[None]] = []
        folder = plan.folder
        self.plan = plan
        self.broker = NatsServer(
            plan.server_plan(),
            folder=folder.path,
            log=folder.log("nats"),
            uplink_seed=folder.secrets.uplink_seed,
        )
        self.database = self._own_database()
        self.services = NodeServices(plan)

    async def start_broker(self) -> None:
        """Start the NATS server: children look for their parent's at once."""
        await self.broker.start()
        self._note_pids()

    async def start_rest(self) -> None:
        """Start the database, bring its tables up to date, start the services."""
        if self.database is not None:
            self.tell(Stage.DATABASE)
            await self.database.start()
            self._note_pids()
        self.tell(Stage.SCHEMA)
        await prepare_database(self.plan)
        self.tell(Stage.SERVICES)
        await self.services.start()
        self._note_pids()
        self._guard()
        self.tell(Stage.READY)

    async def stop(self) -> None:
        """Stop the services first, then what they lean on."""
        for guard in self._guards:
            guard.cancel()
        await asyncio.gather(*self._guards, return_exceptions=True)
        await self.services.stop()
        await self.broker.stop()
        if self.database is not None:
            await self.database.stop()
        (self.plan.folder.path / "running.json").unlink(missing_ok=True)
        self.tell(Stage.STOPPED)

    def tell(self, stage: Stage, remark: str = "") -> None:
        """Report to whoever watches the start."""
        self._tell(self.plan.code, stage, remark)

    def _own_database(self) -> Postgres | None:
        if self.plan.postgres_url is not None:
            return None
        folder = self.plan.folder
        return Postgres(
            folder.database,
            port=self.plan.ports.database,
            password=folder.secrets.admin_password,
            log=folder.log("postgres"),
        )

    def _guard(self) -> None:
        for server in self._servers():
            self._guards.append(asyncio.create_task(keep_running(server, self._remark)))

    def _remark(self, remark: str) -> None:
        self._note_pids()
        self.tell(Stage.NOTE, remark)

    def _servers(self) -> list[Server]:
        own = [self.database] if self.database is not None else []
        return [self.broker, *own, self.services]

    def _note_pids(self) -> None:
        running = (self.broker, self.database, self.services)
        started = [server.program for server in running if server and server.started]
        pids = {program.name: program.pid for program in started}
        tenancy.remember(self.plan.folder.path / "running.json", **pids)
