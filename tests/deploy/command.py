"""Running the real `kheo` in a process of its own, as us or as somebody else."""

import asyncio
import json
import os
import sys
import sysconfig
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.launcher.plans import HOUSE
from deploy.launcher.ports import NodePorts, free_port
from deploy.launcher.state import StateFolder

ONE_PLACE = """
places:
  - {code: city, vi: Thành phố thử, en: Test city, kind: city, valid_from: 2018-01-01}
"""
NOBODY = 65534


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a finished command left behind."""

    exit_code: int
    out: str
    err: str


async def kheo(*words: str, uid: int | None = None) -> Said:
    """Run `kheo` with `words` to its end."""
    process = await begin(*words, uid=uid)
    out, err = await process.communicate()
    assert process.returncode is not None
    return Said(exit_code=process.returncode, out=out.decode(), err=err.decode())


async def begin(*words: str, uid: int | None = None) -> Process:
    """Start `kheo` with `words`."""
    return await asyncio.create_subprocess_exec(
        _python(uid),
        *("-m", "deploy.cli", *words),
        stdout=PIPE,
        stderr=PIPE,
        cwd=HOUSE,
        env=_environment(),
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
    )


def one_place(state: StateFolder) -> Path:
    """A topology of a single node, beside the state folder."""
    file = state.path.parent / "one_place.yaml"
    file.write_text(ONE_PLACE, "utf-8")
    return file


def own_base() -> str:
    """Where the ports of one node begin, for nobody but us, in whatever order nodes start."""
    while True:
        ports = [free_port() for _ in NodePorts._fields]
        if ports[-1] - ports[0] == len(ports) - 1:
            return str(ports[0])


def pids(state: StateFolder) -> dict[str, int]:
    """The process ids noted in the state folder, supervisor included."""
    notes = [state.path / "supervisor.json", *state.path.glob("nodes/*/running.json")]
    return {
        name: pid
        for note in notes
        if note.exists()
        for name, (pid, _) in json.loads(note.read_text("utf-8")).items()
    }


def running(found: dict[str, int]) -> set[str]:
    """The names of those that still run."""
    return {name for name, pid in found.items() if is_running(pid)}


def is_running(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _environment() -> dict[str, str]:
    told = {name: value for name, value in os.environ.items() if not name.startswith("KHEO_")}
    packages = sysconfig.get_path("purelib")
    scripts = sysconfig.get_path("scripts")
    return told | {
        "PYTHONPATH": f"{HOUSE}:{packages}",
        "PATH": f"{scripts}:{told['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _python(uid: int | None) -> str:
    """Our interpreter, or, for somebody who may not enter our home, the system's."""
    ours = Path(sys.executable).resolve()
    if uid is None or all(folder.stat().st_mode & 0o001 for folder in ours.parents):
        return sys.executable
    return f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
