"""A federation on this machine: up, down, up again, and whatever may go wrong between."""

import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from deploy.launcher import tenancy
from deploy.launcher.keys import kept_secrets
from deploy.launcher.ports import free_base
from deploy.launcher.state import StateFolder
from shared.testing.probing import eventually
from tests.deploy.command import NOBODY, is_running, kheo, one_place, own_base, pids, running
from tests.deploy.rooms import temporary_room, temporary_state

pytestmark = pytest.mark.infra

EVERYTHING = {"supervisor", "postgres", "nats-server", "services"}


@asynccontextmanager
async def federation(uid: int | None = None) -> AsyncIterator[StateFolder]:
    """One node, started by `kheo up --detach`."""
    with temporary_room() as room, temporary_state(room) as state:
        if uid is not None:
            os.chown(room, uid, uid)
        tree = one_place(state)
        at = ("--state", str(state.path), "--topology", str(tree), "--port-base", own_base())
        began = await kheo("up", "-d", *at, uid=uid)
        assert began.exit_code == 0, began.err
        try:
            yield state
        finally:
            await kheo("down", "--state", str(state.path), uid=uid)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def standing() -> AsyncIterator[StateFolder]:
    """A node that keeps running, for tests that leave it so."""
    async with federation() as state:
        yield state


async def test_what_went_up_comes_down_and_up_again_at_the_same_address() -> None:
    async with federation() as state:
        address, were = state.node("city").address, pids(state)

        down = await kheo("down", "--state", str(state.path))
        status = await kheo("status", "--state", str(state.path))
        again = await kheo("up", "-d", "--state", str(state.path))

        assert down.exit_code == 0
        assert set(were) == EVERYTHING
        assert not running(were)
        assert status.exit_code == 1
        assert "không trả lời" in status.out
        assert "No node answers" in status.err
        assert address in again.out


async def test_a_second_start_says_who_runs_already(standing: StateFolder) -> None:
    second = await kheo("up", "--state", str(standing.path))

    assert second.exit_code == 1
    assert f"(pid {pids(standing)['supervisor']})" in second.err
    assert "kheo down" in second.err
    assert "Traceback" not in second.err


async def test_nothing_runs_on_after_the_supervisor_was_killed() -> None:
    async with federation() as state:
        were = pids(state)

        os.kill(were["supervisor"], signal.SIGKILL)

        await eventually(lambda: still_running(were), shows=set())
        again = await kheo("up", "-d", "--state", str(state.path))
        assert again.exit_code == 0, again.err


async def still_running(were: dict[str, int]) -> set[str]:
    return running(were)


@pytest.mark.parametrize("name", ["nats-server", "postgres", "services"])
async def test_a_program_that_dies_is_started_again(name: str, standing: StateFolder) -> None:
    old = pids(standing)[name]

    os.kill(old, signal.SIGKILL)

    await eventually(lambda: started_again(standing, name, old), shows=True)


async def started_again(state: StateFolder, name: str, old: int) -> bool:
    new = pids(state).get(name, old)
    return new != old and is_running(new)


async def test_an_ordinary_user_needs_no_root() -> None:
    uid = NOBODY if os.geteuid() == 0 else None
    async with federation(uid) as state:
        owners = {path.stat().st_uid for path in state.path.rglob("*")}

        assert owners == {os.geteuid() if uid is None else uid}
        assert running(pids(state)) == EVERYTHING


async def test_secrets_are_readable_by_their_owner_only(standing: StateFolder) -> None:
    secrets = standing.node("city").path / "secrets.json"
    commands = [" ".join(psutil.Process(pid).cmdline()) for pid in pids(standing).values()]

    assert secrets.stat().st_mode & 0o777 == 0o600
    for secret in json.loads(secrets.read_text("utf-8")).values():
        assert not [line for line in commands if secret in line]


def test_a_state_folder_from_before_sessions_gets_a_key_and_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = asdict(kept_secrets(file))
    older = {name: value for name, value in first.items() if name != "session_key"}
    file.write_text(json.dumps(older), "utf-8")

    upgraded = kept_secrets(file)

    assert asdict(upgraded) == older | {"session_key": upgraded.session_key}
    assert len(upgraded.session_key) >= 32
    assert kept_secrets(file) == upgraded
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_port_in_use_is_told_before_anything_starts() -> None:
    with temporary_room() as room, temporary_state(room) as state:
        base = free_base(1)
        with socket.create_server(("127.0.0.1", base + 4)):
            words = ("--topology", str(one_place(state)), "--port-base", str(base))
            refused = await kheo("up", "--state", str(state.path), *words)

        assert refused.exit_code == 1
        assert f"Port {base + 4} of node “city” is used by" in refused.err
        assert "Traceback" not in refused.err
        assert not pids(state)


def test_a_number_given_to_another_process_misleads_nobody() -> None:
    with temporary_room() as room:
        note = room / "running.json"
        note.write_text(json.dumps({"postgres": [os.getpid(), 1.0]}))

        assert tenancy.alive(note) == {}
        tenancy.remember(note, postgres=os.getpid())
        assert set(tenancy.alive(note)) == {"postgres"}
