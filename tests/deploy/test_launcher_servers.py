"""The embedded servers: ours to start, ours to stop, never left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_urlsafe
from shutil import copytree

import asyncpg
import psutil
import pytest

from deploy.launcher.accounts import database_account
from deploy.launcher.keys import public_key, user_seed
from deploy.launcher.loopback import answers
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.nats_server import NatsServer
from deploy.launcher.plans import HOUSE
from deploy.launcher.ports import NodePorts, free_base, free_port, ports_from
from deploy.launcher.postgres import Postgres, temporary_postgres
from deploy.launcher.postgres_files import installed_postgres, postgres_programs
from shared.federation.server_config import ServerPlan, Uplink
from shared.kernel.places import Place, PlaceCode
from shared.testing.probing import eventually
from tests.deploy.command import is_running
from tests.deploy.rooms import temporary_room, temporary_state

pytestmark = pytest.mark.infra

PARENT = """
import asyncio
from deploy.launcher.postgres import temporary_postgres

async def run():
    async with temporary_postgres() as server:
        print(server.program.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(run())
"""


def plan(folder: Path, ports: NodePorts, *, dials: bool = False) -> ServerPlan:
    return ServerPlan(
        place=Place(code=PlaceCode("city")),
        store_dir=str(folder / "js"),
        client_port=ports.broker,
        monitor_port=ports.monitor,
        local_key=public_key(user_seed()),
        uplink=Uplink(url=f"nats-leaf://127.0.0.1:{ports.leaf}") if dials else None,
    )


@asynccontextmanager
async def nats(folder: Path, seed: str = "") -> AsyncIterator[tuple[NatsServer, NodePorts]]:
    ports = ports_from(free_base(1), 0)
    told, log = plan(folder, ports, dials=bool(seed)), folder / "nats.log"
    server = NatsServer(told, folder=folder, log=log, uplink_seed=seed)
    await server.start()
    try:
        yield server, ports
    finally:
        await server.stop()


async def test_postgres_takes_nobody_without_the_password() -> None:
    async with temporary_postgres() as server:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url(), password=token_urlsafe())


async def test_postgres_never_runs_as_root() -> None:
    async with temporary_postgres() as server:
        assert psutil.Process(server.program.pid).uids().real != 0


async def test_postgres_finds_after_a_power_cut_what_was_committed() -> None:
    async with temporary_postgres() as server:
        await run_sql(server, "CREATE TABLE said AS SELECT 42 AS number")
        await server.kill()
        await server.start()

        assert await run_sql(server, "SELECT number FROM said") == 42


async def test_postgres_works_below_a_folder_that_is_closed_to_others() -> None:
    with temporary_room() as room:
        closed = room / "closed"
        closed.mkdir(mode=0o700)
        with temporary_state(closed) as state:
            state.prepare(["city"])
            data = state.node("city").database
            await start_and_stop(data, closed / "postgres.log")
            home = data.resolve()

        assert closed.stat().st_mode & 0o777 == 0o700
        assert not home.exists()


async def test_postgres_is_found_when_its_package_lies_in_a_closed_home() -> None:
    with temporary_room() as room:
        package = moved_into(room / "closed")
        programs = postgres_programs(database_account(room / "data"), package / "pginstall18")

        said = await asyncio.create_subprocess_exec(
            str(programs / "postgres"), "--version", stdout=asyncio.subprocess.PIPE
        )
        version, _ = await said.communicate()

        assert version.startswith(b"postgres (PostgreSQL) ")
        assert os.geteuid() != 0 or not programs.is_relative_to(room)


def moved_into(closed: Path) -> Path:
    closed.mkdir(mode=0o700)
    package = installed_postgres().parent
    libraries = package.with_name(f"{package.name}.libs")
    copytree(package, closed / package.name, symlinks=True)
    copytree(libraries, closed / libraries.name, symlinks=True)
    return closed / package.name


async def start_and_stop(data: Path, log: Path) -> None:
    server = Postgres(data, port=free_port(), password=token_urlsafe(), log=log)
    await server.start()
    assert await run_sql(server, "SELECT 1") == 1
    await server.stop()


async def run_sql(server: Postgres, statement: str) -> object:
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    async with temporary_postgres() as first:
        with temporary_room() as room, pytest.raises(OperatorError, match="open its port"):
            await Postgres(
                room / "data", port=first.port, password=token_urlsafe(), log=room / "log"
            ).start()


async def test_nats_is_healthy_when_its_start_returns(tmp_path: Path) -> None:
    async with nats(tmp_path) as (_, ports):
        assert await answers(f"http://127.0.0.1:{ports.monitor}/healthz")


async def test_nats_keeps_the_uplink_seed_out_of_files_and_arguments(tmp_path: Path) -> None:
    seed = user_seed()
    async with nats(tmp_path, seed) as (server, _):
        arguments = psutil.Process(server.program.pid).cmdline()

    assert not [word for word in arguments if seed in word]
    assert seed not in (tmp_path / "nats.conf").read_text("utf-8")


async def test_nats_names_a_port_that_is_taken(tmp_path: Path) -> None:
    async with nats(tmp_path) as (_, ports):
        second = NatsServer(plan(tmp_path, ports), folder=tmp_path, log=tmp_path / "second.log")

        with pytest.raises(OperatorError, match=f"Port {ports.broker} of node “city”"):
            await second.start()


async def test_nothing_runs_on_after_the_parent_was_killed() -> None:
    with temporary_room() as room:
        parent, orphan = await parent_with_postgres(room)

        parent.send_signal(signal.SIGKILL)
        await parent.wait()

        await eventually(lambda: runs(orphan), shows=False)


async def parent_with_postgres(room: Path) -> tuple[asyncio.subprocess.Process, int]:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT),
        stdout=asyncio.subprocess.PIPE,
        cwd=HOUSE,
        env={**os.environ, "TMPDIR": str(room)},
    )
    assert parent.stdout is not None
    return parent, int(await parent.stdout.readline())


async def runs(pid: int) -> bool:
    return is_running(pid)
