"""Running one question to one node from a plain command."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from deploy.cli.doors import NodeDoor, door
from deploy.launcher.state import StateFolder


def ask(state: Path, node: str, act: Callable[[NodeDoor], Awaitable[None]]) -> None:
    """Open the door of `node` for `act`."""

    async def asking() -> None:
        async with door(StateFolder(state), node) as opened:
            await act(opened)

    asyncio.run(asking())
