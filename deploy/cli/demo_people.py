"""Somebody to be in the demonstration: one person at each node, who may do everything there."""

import json
import secrets

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from deploy.cli.doors import NodeDoor, all_doors
from deploy.cli.opening import FIRST, open_node
from deploy.cli.starting import branch, tree_order
from deploy.cli.visiting import Visitor
from deploy.cli.wording import said
from deploy.launcher.keys import write_private
from deploy.launcher.state import StateFolder
from deploy.launcher.together import all_or_none
from deploy.launcher.topology import Topology
from shared.kernel.roles import Role

LOGIN, NAME = "demo", "Cán bộ trình diễn"
GROUPS = 3
ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"


def demo_password(state: StateFolder) -> str:
    """One password for all nodes of a state folder, made the first time it is needed."""
    if state.visitors.exists():
        return str(json.loads(state.visitors.read_text("utf-8"))["password"])
    made = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))
    write_private(state.visitors, json.dumps({"login": LOGIN, "password": made}))
    return made


async def invite_visitors(state: StateFolder) -> None:
    """Open every node that nobody has opened yet."""
    password = demo_password(state)
    async with all_doors(state) as doors:
        await all_or_none(invite_to(door, password) for door in doors.values())


async def invite_to(door: NodeDoor, password: str) -> None:
    """Let a visitor in, unless the node has people of its own."""
    if (await door.get(FIRST))["is_there"]:
        return
    made = await open_node(door, login=LOGIN, name=NAME, roles=list(Role))
    async with Visitor(door.address) as visitor:
        await visitor.sign_in(LOGIN, made["password"])
        await visitor.choose_password(made["password"], password)


def invitation(topology: Topology, state: StateFolder) -> Panel:
    """How to sign in, and what that is worth."""
    table = Table.grid(padding=(0, 2))
    for entry in tree_order(topology):
        address = f"{state.node(entry.code).address}/sign-in"
        table.add_row(branch(topology, entry), Text(address, style="address"))
    table.add_row("")
    for what, value in (
        (said("Tên đăng nhập", "Login"), LOGIN),
        (said("Mật khẩu", "Password"), demo_password(state)),
    ):
        table.add_row(Text(what, style="heading"), Text(value, style="name"))
    honest = said(
        "mọi vai trò, chỉ để xem thử; các nút chỉ nghe trên máy này",
        "every role, for a look around only; the nodes listen on this machine alone",
    )
    title = said("Đăng nhập thử", "Sign in and look around")
    return Panel.fit(table, title=title, subtitle=honest, border_style="good")
