"""Open311 at a node: who may send over it."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from deploy.cli.asking import ask
from deploy.cli.doors import NodeDoor
from deploy.cli.options import STATE, NodeOption, StateOption
from deploy.cli.screen import good, out
from deploy.cli.wording import both, said

app = typer.Typer(no_args_is_help=True, help=both("Open311.", "Open311."))
key = typer.Typer(no_args_is_help=True, help=both("Khóa api_key.", "Keys (api_key)."))
app.add_typer(key, name="key")

PATH = "/api/intake/v1/open311/keys"
USUAL_PER_MINUTE = 60


@key.command("new", help=both("Cấp một khóa; chỉ hiện một lần.", "Give out a key, shown once."))
def new(
    *,
    node: NodeOption,
    label: Annotated[str, typer.Option("--label", help=both("ứng dụng", "the program"))],
    owner: Annotated[
        str, typer.Option("--owner", help=both("ai chịu trách nhiệm", "who answers for it"))
    ],
    per_minute: Annotated[
        int, typer.Option("--per-minute", help=both("số lần mỗi phút", "times a minute"))
    ] = USUAL_PER_MINUTE,
    state: StateOption = STATE,
) -> None:
    """The key is printed here and kept nowhere."""

    async def act(door: NodeDoor) -> None:
        given = await door.post(PATH, label=label, owner=owner, per_minute=per_minute)
        good(
            said(
                f"{node}: đã cấp khóa {given['id']}; hãy chép lại ngay, khóa chỉ hiện lần này:",
                f"{node}: key {given['id']} is given out; copy it now, it is shown only once:",
            )
        )
        out.print(Text(given["key"]), soft_wrap=True)

    ask(state, node, act)


@key.command("list", help=both("Liệt kê các khóa.", "List the keys."))
def show_all(node: NodeOption, state: StateOption = STATE) -> None:
    """Every key that was given out, the newest first."""

    async def act(door: NodeDoor) -> None:
        answer = await door.get(PATH)
        found: list[dict[str, Any]] = answer["keys"]
        if found:
            out.print(_table(found))
        else:
            good(said(f"{node}: chưa cấp khóa nào.", f"{node}: no key was given out."))

    ask(state, node, act)


@key.command("revoke", help=both("Thu hồi một khóa.", "Revoke a key."))
def revoke(
    key_id: Annotated[str, typer.Argument(help=both("số hiệu khóa", "id of the key"))],
    node: NodeOption,
    state: StateOption = STATE,
) -> None:
    """From now on it opens nothing; what it brought stays."""

    async def act(door: NodeDoor) -> None:
        await door.post(f"{PATH}/{key_id}/revoke")
        good(said(f"{node}: đã thu hồi khóa {key_id}", f"{node}: key {key_id} is revoked"))

    ask(state, node, act)


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Số hiệu", "Id"), no_wrap=True)
    table.add_column(said("Ứng dụng", "Program"))
    table.add_column(said("Người chịu trách nhiệm", "Owner"))
    table.add_column(said("Mỗi phút", "A minute"), justify="right")
    table.add_column(said("Hiệu lực", "Good"))
    for one in found:
        is_good = said("còn", "yes") if one["revoked_at"] is None else said("đã thu hồi", "no")
        named = (Text(one["label"]), Text(one["owner"]))
        table.add_row(one["id"], *named, str(one["per_minute"]), is_good)
    return table
