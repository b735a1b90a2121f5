"""Who runs a state folder right now; one supervisor at a time."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from deploy.launcher.keys import write_private
from deploy.launcher.mistakes import OperatorError

SAME_MOMENT = 1.0
"""Seconds by which two readings of a process's birth may differ."""


class AlreadyRunningError(OperatorError):
    """The state folder has a supervisor already."""


def refuse_second(state: Path) -> None:
    """Make sure nobody runs this state folder, before anything in it is touched.

    Raises:
        AlreadyRunningError: if somebody does.

    """
    if supervisor(state) is not None:
        raise _already(state)


@contextmanager
def sole_tenant(state: Path) -> Iterator[None]:
    """Hold the state folder; whoever dies holding it lets go.

    Raises:
        AlreadyRunningError: if another supervisor holds it.

    """
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already(state) from None
        remember(state / "supervisor.json", supervisor=os.getpid())
        try:
            yield
        finally:
            (state / "supervisor.json").unlink(missing_ok=True)


def remember(path: Path, **pids: int | None) -> None:
    """Note processes by number and birth, so that a number used again misleads nobody."""
    noted = {name: [pid, _birth(pid)] for name, pid in pids.items() if pid is not None}
    write_private(path, json.dumps(noted))


def alive(path: Path) -> dict[str, psutil.Process]:
    """The processes noted at `path` that still run."""
    found = {}
    for name, (pid, birth) in _noted(path).items():
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if abs(process.create_time() - birth) < SAME_MOMENT and _runs(process):
                found[name] = process
    return found


def supervisor(state: Path) -> psutil.Process | None:
    """The supervisor of this state folder, if it runs."""
    return alive(state / "supervisor.json").get("supervisor")


def end_all(processes: Iterable[psutil.Process], patience: float) -> None:
    """Wait for the end of processes that are stopping, then insist."""
    _, left = psutil.wait_procs(list(processes), timeout=patience)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=patience)


def _already(state: Path) -> AlreadyRunningError:
    holder = supervisor(state)
    who = f" (pid {holder.pid})" if holder else ""
    return AlreadyRunningError(
        f"Khéo đang chạy với thư mục {state}{who}. Xem: kheo status; dừng: kheo down.",
        f"Khéo already runs with {state}{who}. Look: kheo status; stop: kheo down.",
    )


def _noted(path: Path) -> dict[str, Any]:
    try:
        noted: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return {}
    return noted


def _birth(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def _runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
