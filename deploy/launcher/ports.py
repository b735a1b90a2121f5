"""Which port each server of each node listens on: chosen once, then remembered."""

import atexit
import random
import socket
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import cycle
from typing import NamedTuple

import psutil

from deploy.launcher.mistakes import OperatorError

STRIDE = 10
"""Ports set apart for one node."""

PREFERRED_BASE = 18800
BASES = range(17000, 31000, 100)
"""Below the range the kernel gives to outgoing connections."""

SINGLE = range(10000, 17000, 100)
"""Where the blocks of ports begin for servers that come alone."""

LAST_PORT = 65535


class NodePorts(NamedTuple):
    """The ports of one node, all on this machine only."""

    http: int
    broker: int
    leaf: int
    monitor: int
    database: int


def ports_from(base: int, at: int) -> NodePorts:
    """The ports of the node number `at` of a federation that begins at `base`.

    >>> ports_from(18800, 1)
    NodePorts(http=18810, broker=18811, leaf=18812, monitor=18813, database=18814)
    """
    first = base + STRIDE * at
    return NodePorts(*range(first, first + len(NodePorts._fields)))


def free_base(nodes: int, *, beside: AbstractSet[int] = frozenset()) -> int:
    """A base from which `nodes` nodes find all their ports free and not in `beside`."""
    for base in (PREFERRED_BASE, *random.SystemRandom().sample(BASES, k=len(BASES))):
        wanted = {port for at in range(nodes) for port in ports_from(base, at)}
        if not wanted & beside and all(map(is_free, wanted)):
            return base
    raise OperatorError(
        f"Máy này không còn đủ cổng trống cho {nodes} nút. Hãy chọn bằng --port-base.",
        f"This machine has too few free ports for {nodes} nodes. Choose with --port-base.",
    )


def checked_base(base: int, nodes: int) -> int:
    """`base`, if `nodes` nodes have room above it.

    Raises:
        OperatorError: if it leaves the range of ports.

    """
    highest = LAST_PORT - STRIDE * nodes
    if not 1024 <= base <= highest:  # noqa: PLR2004 - below 1024 only root may listen
        raise OperatorError(
            f"--port-base {base} không dùng được; hãy chọn một số từ 1024 đến {highest}.",
            f"--port-base {base} cannot be used; choose a number from 1024 to {highest}.",
        )
    return base


def refuse_taken(ports: Sequence[tuple[str, NodePorts]]) -> None:
    """Make sure every port of every node is free.

    Raises:
        OperatorError: naming the first port that is not, and who holds it.

    """
    for code, chosen in ports:
        for port in chosen:
            refuse_taken_port(port, of=code)


def refuse_taken_port(port: int, *, of: str) -> None:
    """Make sure `port` of the node `of` is free.

    Raises:
        OperatorError: naming who holds it.

    """
    if not is_free(port):
        raise _taken(of, port)


def is_free(port: int) -> bool:
    """Whether we could listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Any port that is free now, and new to this process as long as there are such."""
    return next(filter(is_free, _own_ports()))


@cache
def _own_ports() -> Iterator[int]:
    """Block after block: whoever listens at its first port is the one that takes from it."""
    own: list[int] = []
    for first in random.SystemRandom().sample(SINGLE, k=len(SINGLE)):
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", first))
            claim.listen()
        except OSError:
            claim.close()
            continue
        atexit.register(claim.close)
        block = range(first + 1, first + SINGLE.step)
        own += block
        yield from block
    yield from cycle(own)


def _taken(code: str, port: int) -> OperatorError:
    holder = _holder(port)
    return OperatorError(
        f"Cổng {port} của nút “{code}” đang do {holder or 'một chương trình khác'} dùng. "
        "Hãy dừng chương trình ấy, hoặc chạy với --port-base khác.",
        f"Port {port} of node “{code}” is used by {holder or 'another program'}. "
        "Stop that program, or run with another --port-base.",
    )


def _holder(port: int) -> str | None:
    try:
        found = [
            link.pid
            for link in psutil.net_connections("tcp")
            if link.laddr and link.laddr.port == port and link.status == psutil.CONN_LISTEN
        ]
        return f"{psutil.Process(found[0]).name()} (pid {found[0]})" if found[0] else None
    except (psutil.Error, IndexError):
        return None
