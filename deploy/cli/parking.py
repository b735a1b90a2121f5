"""Messages a node could not take: look, retry, drop."""

from typing import Annotated, Any

import typer
from rich.json import JSON
from rich.table import Table
from rich.text import Text

from deploy.cli.asking import ask
from deploy.cli.doors import NodeDoor
from deploy.cli.options import STATE, NodeOption, StateOption
from deploy.cli.screen import good, out
from deploy.cli.wording import both, said
from deploy.database_roles import SERVICES
from deploy.launcher.mistakes import OperatorError

app = typer.Typer(no_args_is_help=True, help=both("Tin bị giữ lại.", "Parked messages."))
IdArgument = Annotated[str, typer.Argument(help=both("số hiệu tin", "id of the message"))]


@app.command("list", help=both("Liệt kê tin bị giữ lại.", "List parked messages."))
def show_all(node: NodeOption, state: StateOption = STATE) -> None:
    """Every parked message of a node."""

    async def act(door: NodeDoor) -> None:
        found = await _parked(door)
        if found:
            out.print(_table(found))
        else:
            good(said(f"{node}: không có tin nào bị giữ lại.", f"{node}: nothing is parked."))

    ask(state, node, act)


@app.command("show", help=both("Xem trọn một tin.", "Show one message in full."))
def show(message: IdArgument, node: NodeOption, state: StateOption = STATE) -> None:
    """One parked message with its reason, headers and body."""

    async def act(door: NodeDoor) -> None:
        out.print(JSON.from_data(await door.get(_path(message))))

    ask(state, node, act)


@app.command("retry", help=both("Thử lại một tin.", "Try one message again."))
def retry(message: IdArgument, node: NodeOption, state: StateOption = STATE) -> None:
    """Hand the message to its consumer again."""

    async def act(door: NodeDoor) -> None:
        await door.post(_path(message) + "/retry")
        good(said(f"đã đưa tin {message} vào xử lý lại", f"{message} is being tried again"))

    ask(state, node, act)


@app.command("drop", help=both("Bỏ một tin, có lý do.", "Drop one message, with a reason."))
def drop(
    *,
    message: IdArgument,
    node: NodeOption,
    reason: Annotated[str, typer.Option("--reason", help=both("lý do", "reason"))],
    state: StateOption = STATE,
) -> None:
    """Give the message up; the reason is kept with it."""

    async def act(door: NodeDoor) -> None:
        await door.post(_path(message) + "/drop", reason=reason)
        good(said(f"đã bỏ tin {message}", f"{message} is dropped"))

    ask(state, node, act)


async def _parked(door: NodeDoor) -> list[dict[str, Any]]:
    found = []
    for service in SERVICES:
        answer = await door.get(f"/api/{service}/v1/parked")
        found += [{**row, "id": f"{service}/{row['id']}"} for row in answer["parked"]]
    return found


def _path(message: str) -> str:
    """Where a message such as `intake/7` is found.

    >>> _path("intake/7")
    '/api/intake/v1/parked/7'
    """
    service, _, number = message.partition("/")
    if service not in SERVICES or not number.isdecimal():
        raise OperatorError(
            f"“{message}” không phải số hiệu tin. Số hiệu có dạng intake/7, như trong bảng của "
            "kheo parked list.",
            f"“{message}” is not the id of a message. An id looks like intake/7, as in the "
            "table of kheo parked list.",
        )
    return f"/api/{service}/v1/parked/{number}"


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    for heading in (
        said("Số hiệu", "Id"),
        said("Chủ đề", "Subject"),
        said("Lý do", "Reason"),
        said("Giữ từ", "Since"),
    ):
        table.add_column(heading)
    for row in found:
        told = (row["id"], row["subject"], row["reason"], row["parked_at"])
        table.add_row(*(Text(value) for value in told))
    return table
