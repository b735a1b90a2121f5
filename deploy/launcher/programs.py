"""One program started by us: it ends with us, writes to its own log, and can be stopped."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.launcher import tether
from deploy.launcher.accounts import Account

PATIENCE = 15.0
"""Seconds a program is given to end by itself."""

LOG_KEPT = 10 * 1024 * 1024
"""Bytes after which a log is set aside when its program starts again."""


@dataclass(kw_only=True)
class Program:
    """A child process tied to this one."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.running and self.process else None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.returncode is None

    async def start(self) -> None:
        """Start the program; it ends when this process does."""
        _set_aside(self.log)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._tethered(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**_inherited(), **self.environment},
                start_new_session=True,
            )

    async def ended(self) -> int:
        """Wait for its end; the exit code, negative for a signal."""
        assert self.process is not None
        return await self.process.wait()

    async def stop(self, patience: float = PATIENCE) -> None:
        """Ask it to end, and insist after `patience` seconds."""
        self.signal(self.stop_signal)
        if self.process is None:
            return
        try:
            await asyncio.wait_for(self.process.wait(), patience)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            await self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.running and self.process is not None:
            self.process.send_signal(number)

    def last_words(self, lines: int = 40) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def _tethered(self) -> tuple[str, ...]:
        user = self.account.uid if self.account else -1
        group = self.account.gid if self.account else -1
        ties = (os.getpid(), int(self.orphan_signal), user, group)
        return (sys.executable, *("-I", "-S", tether.__file__), *map(str, ties), *self.command)


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KHEO_")}


def _set_aside(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_KEPT:
        log.replace(log.with_suffix(".old.log"))
