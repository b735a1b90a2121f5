"""Starting again what ended without being asked to."""

import asyncio
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Protocol

from deploy.launcher.mistakes import OperatorError
from deploy.launcher.programs import Program

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY = 60.0
"""Seconds of life after which a program counts as well again."""


class Server(Protocol):
    """Something that runs as one program and can be started again."""

    @property
    def program(self) -> Program:
        """The program that runs now."""
        ...

    async def start(self) -> None:
        """Start it and wait until it works."""
        ...

    async def stop(self) -> None:
        """Stop it in good order."""
        ...


async def keep_running(server: Server, tell: Callable[[str], None]) -> None:
    """Start `server` again whenever its program ends, with growing pauses."""
    pauses = growing_pauses()
    while True:
        began = monotonic()
        exit_code = await server.program.ended()
        if monotonic() - began > STEADY:
            pauses = growing_pauses()
        pause = next(pauses)
        tell(f"{server.program.name} dừng / ended ({exit_code}); +{pause:g} s")
        await asyncio.sleep(pause)
        await _start_again(server, tell)


def growing_pauses() -> Iterator[float]:
    """Twice as long each time, up to a limit.

    >>> from itertools import islice
    >>> list(islice(growing_pauses(), 8))
    [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    """
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


async def _start_again(server: Server, tell: Callable[[str], None]) -> None:
    try:
        await server.start()
    except OperatorError as refused:
        tell(refused.vi)
    else:
        tell(f"{server.program.name} đã chạy lại / runs again")
