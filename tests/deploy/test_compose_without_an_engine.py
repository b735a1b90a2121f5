"""The compose file, carried out by hand: its commands and variables make a node that works."""

import sys
import sysconfig
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from deploy.fresh_env import fresh_env
from deploy.launcher.loopback import answers
from deploy.launcher.nats_server import nats_binary
from deploy.launcher.plans import HOUSE
from deploy.launcher.ports import free_base
from deploy.launcher.postgres import temporary_postgres
from deploy.launcher.programs import Program
from deploy.nats.rendering import CLIENT_PORT, MONITOR_PORT, STORE
from shared.testing.probing import eventually
from tests.deploy.deployables import COMPOSE, EXAMPLE, ROOT, SERVICES, env_file, environment_of
from tests.deploy.rooms import temporary_room

SERVICES_OF_COMPOSE = yaml.safe_load(COMPOSE.read_text())["services"]
FEEDBACK = {"text": "Rác ở đầu hẻm 12 chưa được thu.", "category": "env_sanitation"}

pytestmark = pytest.mark.infra


class Machine:
    """Where what compose names stands on this machine."""

    def __init__(self, room: Path, admin_url: str) -> None:
        ports = iter(range(free_base(1), 65535))
        admin = urlsplit(admin_url)
        self.room = room
        self.admin_url = admin_url
        self.http = {name: next(ports) for name in SERVICES}
        self.client, self.monitor = next(ports), next(ports)
        self.places = {
            "@postgres:5432": f"@{admin.hostname}:{admin.port}",
            f"nats:{CLIENT_PORT}": f"127.0.0.1:{self.client}",
            f"nats:{MONITOR_PORT}": f"127.0.0.1:{self.monitor}",
            "/app/": f"{ROOT}/",
            "/var/lib/kheo": str(room),
        }
        self.told = env_file(fresh_env(EXAMPLE))

    def environment(self, service: str) -> dict[str, str]:
        """The variables of a container, its neighbours found on this machine."""
        given = environment_of(SERVICES_OF_COMPOSE[service], self.told)
        return {name: self._placed(value) for name, value in given.items()}

    def _placed(self, value: str) -> str:
        for inside, here in self.places.items():
            value = value.replace(inside, here)
        return value

    def program(self, name: str, command: list[str], **more: str) -> Program:
        """A program of a container, as it would run there."""
        scripts = sysconfig.get_path("scripts")
        first = sys.executable if command[0] == "python" else f"{scripts}/{command[0]}"
        return Program(
            name=name,
            command=(first, *command[1:]),
            log=self.room / f"{name}.log",
            environment={**more, "PYTHONPATH": str(HOUSE)},
        )


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[Program]:
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


async def carried_out(program: Program) -> None:
    """Run to its end; it must be a good one."""
    async with running(program):
        assert await program.ended() == 0, program.last_words()


@asynccontextmanager
async def broker(machine: Machine) -> AsyncIterator[None]:
    """The file `nats-config` writes, read by a real server on ports of this machine."""
    file = machine.room / "nats.conf"
    command = ["python", "-m", "deploy.nats", str(file)]
    await carried_out(
        machine.program("nats-config", command, **machine.environment("nats-config"))
    )
    text = file.read_text().replace(f":{CLIENT_PORT}", f":{machine.client}")
    text = text.replace(f":{MONITOR_PORT}", f":{machine.monitor}")
    file.write_text(text.replace(f'"{STORE}"', f'"{machine.room}/js"'))
    server = Program(
        name="nats",
        command=(str(nats_binary()), "--config", str(file)),
        log=machine.room / "nats.log",
        environment=machine.environment("nats"),
    )
    async with running(server):
        healthy = partial(answers, f"http://127.0.0.1:{machine.monitor}/healthz")
        await eventually(healthy, shows=True)
        yield


def services(machine: Machine) -> Iterator[Program]:
    """The five, each by itself, by the command of the compose file."""
    for name in SERVICES:
        command = [str(word) for word in SERVICES_OF_COMPOSE[name]["command"]]
        command[command.index("--host") + 1] = "127.0.0.1"
        command[command.index("--port") + 1] = str(machine.http[name])
        yield machine.program(name, command, **machine.environment(name))


async def readiness(client: httpx.AsyncClient) -> Any:
    try:
        return (await client.get("/health/ready")).json()["status"]
    except (httpx.TransportError, ValueError) as not_yet:
        return repr(not_yet)


async def more_facts(client: httpx.AsyncClient, than: int) -> bool:
    return await facts_of(client) > than


async def facts_of(client: httpx.AsyncClient) -> int:
    answer = await client.get("/api/reporting/v1/nodes")
    return int(answer.json()["nodes"][0]["facts"])


async def test_the_containers_of_a_ward_make_a_node() -> None:
    async with AsyncExitStack() as stack:
        admin = await stack.enter_async_context(temporary_postgres())
        room = stack.enter_context(temporary_room())
        machine = Machine(room, admin.url("kheo"))
        told = machine.environment("prepare") | {"KHEO_ADMIN_DATABASE_URL": machine.admin_url}
        await carried_out(
            machine.program("prepare", SERVICES_OF_COMPOSE["prepare"]["command"], **told)
        )
        await stack.enter_async_context(broker(machine))
        doors = {}
        for program in services(machine):
            await stack.enter_async_context(running(program))
            address = f"http://127.0.0.1:{machine.http[program.name]}"
            client = httpx.AsyncClient(base_url=address, timeout=30)
            doors[program.name] = await stack.enter_async_context(client)

        for door in doors.values():
            await eventually(partial(readiness, door), shows="ok")
        before = await facts_of(doors["reporting"])
        answer = await doors["intake"].post("/api/intake/v1/feedback", json=FEEDBACK)

        assert answer.status_code == httpx.codes.CREATED, answer.text
        await eventually(partial(more_facts, doors["reporting"], before), shows=True)
