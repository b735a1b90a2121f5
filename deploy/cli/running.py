"""Starting a federation in this process, or handing it to one of its own; stopping it."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.cli.options import DEFAULT_TOPOLOGY, POSTGRES_VARIABLE
from deploy.cli.screen import good, out
from deploy.cli.starting import StartView
from deploy.cli.wording import said
from deploy.launcher import tenancy
from deploy.launcher.keys import write_private
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.plans import HOUSE
from deploy.launcher.running_node import Observer
from deploy.launcher.state import StateFolder
from deploy.launcher.supervisor import Federation
from deploy.launcher.topology import Topology, load_topology

CUT_SHORT = 130
"""The exit code of work that was interrupted."""

FAREWELL = 45.0
"""Seconds a supervisor is given to stop its nodes."""

TOLD_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator asked to be started."""

    state: StateFolder
    topology: Path | None = None
    port_base: int | None = None
    postgres_url: str | None = None
    reload: bool = False


def adopted_topology(wish: Wish) -> Topology:
    """The topology asked for, kept in the state folder so that later commands know it."""
    tenancy.refuse_second(wish.state.path)
    kept = wish.state.topology
    source = wish.topology or (kept if kept.exists() else DEFAULT_TOPOLOGY)
    wish.state.prepare(load_topology(source).codes)
    if source != kept:
        shutil.copyfile(source, kept)
    return load_topology(kept)


@asynccontextmanager
async def federation(
    wish: Wish, topology: Topology, tell: Observer
) -> AsyncIterator[Federation]:
    """All nodes, running until the block ends.

    Raises:
        OperatorError: if they cannot start or run already.

    """
    nodes = Federation(
        topology,
        wish.state,
        tell=tell,
        port_base=wish.port_base,
        postgres_url=_given_database(wish),
        reload=wish.reload,
    )
    with tenancy.sole_tenant(wish.state.path):
        wish.state.ready_mark.unlink(missing_ok=True)
        await nodes.start()
        _remember_database(wish)
        try:
            yield nodes
        finally:
            wish.state.ready_mark.unlink(missing_ok=True)
            with out.status(said("đang dừng các nút …", "stopping the nodes …")):
                await nodes.stop()


@asynccontextmanager
async def watched_start(wish: Wish) -> AsyncIterator[Topology]:
    """The same, with the start shown on the screen."""
    topology = adopted_topology(wish)
    with StartView(topology, wish.state) as view:
        async with federation(wish, topology, view.tell):
            view.__exit__()
            wish.state.ready_mark.touch()
            ready = said("nút sẵn sàng sau", "nodes ready after")
            good(f"{len(topology.codes)} {ready} {view.seconds:.1f} s")
            yield topology


def until_told_to_stop(work: Coroutine[None, None, None], *, exit_code: int = 0) -> None:
    """Run `work`; Ctrl-C and the signals of a system that stops end it in good order.

    Work that has an end of its own was cut short then, and exits with `exit_code`.
    """

    async def run() -> None:
        task = asyncio.ensure_future(work)
        for told in TOLD_TO_STOP:
            asyncio.get_running_loop().add_signal_handler(told, task.cancel)
        await task

    try:
        asyncio.run(run())
    except asyncio.CancelledError:
        sys.exit(exit_code)


def detach(wish: Wish) -> None:
    """Start a supervisor that outlives this command; return when its nodes are ready.

    Raises:
        OperatorError: with the supervisor's own words if it gave up.

    """
    adopted_topology(wish)
    wish.state.ready_mark.unlink(missing_ok=True)
    with wish.state.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "up", *_arguments(wish)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=HOUSE,
            env={**os.environ, POSTGRES_VARIABLE: wish.postgres_url or ""},
            start_new_session=True,
        )
    with out.status(said("Khéo đang khởi động …", "Khéo is starting …")):
        _wait_until_ready(wish.state, process)


def stop(state: StateFolder) -> bool:
    """Stop the supervisor of `state` and whatever it left; whether anything ran."""
    running = tenancy.supervisor(state.path)
    if running is not None:
        running.terminate()
        with out.status(said("đang dừng các nút …", "stopping the nodes …")):
            tenancy.end_all([running], FAREWELL)
    left = [
        process
        for node in state.nodes()
        for process in tenancy.alive(node.path / "running.json").values()
    ]
    tenancy.end_all(left, FAREWELL if left else 0)
    return running is not None or bool(left)


def _given_database(wish: Wish) -> str | None:
    """The Postgres named at this start or an earlier one: the data is there."""
    kept = wish.state.postgres_url
    return wish.postgres_url or (kept.read_text("utf-8") if kept.exists() else None)


def _remember_database(wish: Wish) -> None:
    if wish.postgres_url is not None:
        write_private(wish.state.postgres_url, wish.postgres_url)


def _arguments(wish: Wish) -> list[str]:
    words = ["--state", str(wish.state.path.resolve())]
    return words if wish.port_base is None else [*words, "--port-base", str(wish.port_base)]


def _wait_until_ready(state: StateFolder, process: subprocess.Popen[bytes]) -> None:
    while not state.ready_mark.exists():
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        raise _gave_up(state)


def _gave_up(state: StateFolder) -> OperatorError:
    words = state.log.read_text("utf-8", "replace").strip().splitlines()[-2:] or ["", ""]
    vi, en = words[0].removeprefix("✘ ").strip(), words[-1].strip()
    return OperatorError(vi, en)
