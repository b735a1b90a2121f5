"""`kheo node init`: a node gets its first administrator, who then lets everybody else in."""

import asyncio
import os
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from deploy.cli.doors import NodeDoor, door, known_topology
from deploy.cli.far_door import TOKEN_VARIABLE, FarDoor
from deploy.cli.options import STATE, StateOption
from deploy.cli.screen import out
from deploy.cli.wording import both, said
from deploy.launcher.state import StateFolder
from shared.kernel.roles import Role

FIRST = "/api/registry/v1/accounts/first"

app = typer.Typer(
    no_args_is_help=True, help=both("Mở một nút cho người dùng.", "Open a node for its people.")
)

PlaceOption = Annotated[
    str,
    typer.Option(
        "--place", "--node", "-n", help=both("mã đơn vị của nút", "code of the place")
    ),
]
AddressOption = Annotated[
    str,
    typer.Option(
        "--address",
        help=both(
            f"địa chỉ của nút chạy nơi khác; mã vận hành lấy từ {TOKEN_VARIABLE}",
            f"address of a node elsewhere; its operator token comes from {TOKEN_VARIABLE}",
        ),
    ),
]
LoginOption = Annotated[
    str, typer.Option("--login", help=both("tên đăng nhập", "login, such as hong.anh"))
]
NameOption = Annotated[str, typer.Option("--name", help=both("họ và tên", "full name"))]

RolesOption = Annotated[
    list[Role] | None,
    typer.Option(
        "--role",
        help=both("thêm vai trò, ngoài quản trị", "a role besides administrator; repeatable"),
    ),
]


@app.callback()
def group() -> None:
    """Keep `init` a word of its own, whatever joins it."""


@app.command(
    "init", help=both("Tạo người quản trị đầu tiên.", "Make the first administrator of a node.")
)
def init(
    *,
    place: PlaceOption = "",
    login: LoginOption = "",
    name: NameOption = "",
    role: RolesOption = None,
    address: AddressOption = "",
    state: StateOption = STATE,
) -> None:
    """Ask who it shall be, and show the one-time password once."""
    chosen = _chosen_door(place, address, StateFolder(state))
    login = login or typer.prompt(said("Tên đăng nhập", "Login"))
    name = name or typer.prompt(said("Họ và tên", "Full name"))
    made = asyncio.run(_open(chosen, login=login, name=name, roles=role or []))
    out.print(_slip(made, address=chosen.address))


async def open_node(
    door: NodeDoor, *, login: str, name: str, roles: Sequence[str] = ()
) -> dict[str, Any]:
    """Make the first administrator, with `roles` besides; login and one-time password.

    Raises:
        OperatorError: if the node is silent or has an administrator already.

    """
    made: dict[str, Any] = await door.post(FIRST, login=login, name=name, roles=roles)
    return made


async def _open(
    door: NodeDoor, *, login: str, name: str, roles: Sequence[str]
) -> dict[str, Any]:
    async with door:
        return await open_node(door, login=login, name=name, roles=roles)


def _chosen_door(place: str, address: str, state: StateFolder) -> NodeDoor:
    if address:
        return FarDoor(address=address, token=os.environ.get(TOKEN_VARIABLE, ""))
    codes = known_topology(state).codes
    only = codes[0] if len(codes) == 1 else ""
    asked = said("Mã đơn vị", "Code of the place") + f" ({', '.join(codes)})"
    return door(state, place or only or typer.prompt(asked))


def _slip(made: dict[str, Any], *, address: str) -> Panel:
    """What is written on the slip of paper that the administrator gets."""
    rows = Table.grid(padding=(0, 3))
    password = Text(made["password"], style="bold")
    rows.add_row(said("Đăng nhập ở", "Sign in at"), Text(f"{address}/sign-in", style="address"))
    rows.add_row(said("Tên đăng nhập", "Login"), Text(made["login"], style="name"))
    rows.add_row(said("Mật khẩu dùng một lần", "One-time password"), password)
    return Panel.fit(
        rows,
        title=said("Người quản trị đầu tiên", "The first administrator"),
        subtitle=said(
            "chỉ hiện một lần; đổi ngay khi đăng nhập", "shown once; changed at first sign-in"
        ),
        border_style="good",
        padding=(1, 2),
    )
