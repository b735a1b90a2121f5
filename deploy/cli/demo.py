"""The demonstration: everything running, the seeded figures climbing, a live view."""

import asyncio

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from deploy.cli.demo_cases import send_cases
from deploy.cli.demo_people import invitation, invite_visitors
from deploy.cli.looking import Sight, look, tree_table
from deploy.cli.running import Wish, watched_start
from deploy.cli.screen import out
from deploy.cli.seeding import seed
from deploy.cli.starting import addresses
from deploy.cli.wording import said
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import Topology

GLANCES = 1.0
"""Seconds between two looks at the nodes."""


async def demo(wish: Wish) -> None:
    """Start, import, then show how the facts climb until told to stop."""
    async with watched_start(wish) as topology:
        await seed(wish.state)
        await send_cases(wish.state)
        await invite_visitors(wish.state)
        out.print(addresses(topology, wish.state))
        out.print(invitation(topology, wish.state))
        await (_live if out.is_terminal else _plainly)(topology, wish.state)


async def _live(topology: Topology, state: StateFolder) -> None:
    with Live(console=out, auto_refresh=False) as live:
        while True:
            live.update(_view(topology, await look(state)), refresh=True)
            await asyncio.sleep(GLANCES)


async def _plainly(topology: Topology, state: StateFolder) -> None:
    """Into a pipe: a table whenever something changed."""
    shown: dict[str, Sight] = {}
    while True:
        sights = await look(state)
        if _counts(sights) != _counts(shown):
            out.print(tree_table(topology, sights))
            shown = sights
        await asyncio.sleep(GLANCES * 5)


def _counts(sights: dict[str, Sight]) -> list[tuple[object, ...]]:
    return [(sight.link, sight.facts, sight.backlog, sight.gaps) for sight in sights.values()]


def _view(topology: Topology, sights: dict[str, Sight]) -> RenderableType:
    hint = said(
        "Ctrl-C để dừng; lần sau mọi thứ còn nguyên.",
        "Ctrl-C stops it; next time everything is as it was.",
    )
    return Group("", tree_table(topology, sights), "", Text(hint, style="quiet"))
