"""The Python programs of a node: preparing its database, and its five services in one."""

import asyncio
import signal
import sys

import httpx

from deploy.launcher.failures import another_schema, why_not_started
from deploy.launcher.loopback import GLANCE, Deadline, local_client
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.plans import NodePlan
from deploy.launcher.programs import Program

START_PATIENCE = 120.0


async def prepare_database(plan: NodePlan) -> None:
    """Create the node's roles and schemas and bring its tables up to date.

    Raises:
        OperatorError: if the database refuses.

    """
    log = plan.folder.log("database")
    preparing = Program(
        name="prepare_database",
        command=(sys.executable, "-m", "deploy.prepare_database"),
        log=log,
        environment=plan.preparation(),
    )
    await preparing.start()
    try:
        if await preparing.ended():
            last = preparing.last_words()
            raise another_schema(last) or why_not_started("deploy.prepare_database", last, log)
    finally:
        await preparing.kill()


class NodeServices:
    """All five services of a node in one process."""

    def __init__(self, plan: NodePlan) -> None:
        self._plan = plan
        self._log = plan.folder.log("services")
        self._program: Program | None = None

    @property
    def started(self) -> bool:
        """Whether it was ever started."""
        return self._program is not None

    @property
    def program(self) -> Program:
        """The running process."""
        assert self._program is not None
        return self._program

    async def start(self) -> None:
        """Start the process and wait until it says that it is ready.

        Raises:
            OperatorError: if it ends early or is not ready in time.

        """
        self._program = Program(
            name="services",
            command=(sys.executable, "-m", "deploy.node"),
            log=self._log,
            environment=self._plan.environment(),
            stop_signal=signal.SIGTERM,
        )
        await self._program.start()
        await self._until_ready()

    async def stop(self) -> None:
        """Let it finish what it is doing, then stop it."""
        if self._program is not None:
            await self._program.stop()

    async def _until_ready(self) -> None:
        deadline = Deadline(START_PATIENCE)
        async with local_client(self._plan.folder.address, timeout=GLANCE) as client:
            while (lacking := await _lacking(client)) is not None:
                if not self.program.running:
                    raise why_not_started("deploy.node", self.program.last_words(), self._log)
                if deadline.passed:
                    await self.program.kill()
                    raise self._too_slow(lacking)
                await asyncio.sleep(0.1)

    def _too_slow(self, lacking: str) -> OperatorError:
        return OperatorError(
            f"Nút “{self._plan.code}” chưa sẵn sàng sau {START_PATIENCE:.0f} giây: {lacking} "
            f"(nhật ký: {self._log}).",
            f"Node “{self._plan.code}” is not ready after {START_PATIENCE:.0f} seconds: "
            f"{lacking} (log: {self._log}).",
        )


async def _lacking(client: httpx.AsyncClient) -> str | None:
    """What the node still lacks; None when it is ready."""
    try:
        answer = await client.get("/health/ready")
    except httpx.HTTPError:
        return "/health/ready"
    return None if answer.status_code == httpx.codes.OK else answer.text[:300]
