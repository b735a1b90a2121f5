"""Messages a node could not take: look, retry, drop."""

import json
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
        service = await _service_of(door, message)
        out.print(JSON.from_data(await door.get(f"/api/{service}/v1/parked/{message}")))

    ask(state, node, act)


@app.command("retry", help=both("Thử lại một tin.", "Try one message again."))
def retry(message: IdArgument, node: NodeOption, state: StateOption = STATE) -> None:
    """Hand the message to its consumer again."""

    async def act(door: NodeDoor) -> None:
        service = await _service_of(door, message)
        await door.post(f"/api/{service}/v1/parked/{message}/retry")
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
        service = await _service_of(door, message)
        await door.post(f"/api/{service}/v1/parked/{message}/drop", reason=reason)
        good(said(f"đã bỏ tin {message}", f"{message} is dropped"))

    ask(state, node, act)


async def _parked(door: NodeDoor) -> list[dict[str, Any]]:
    found = []
    for service in SERVICES:
        answer = await door.get(f"/api/{service}/v1/parked")
        rows = answer if isinstance(answer, list) else answer["parked"]
        found += [{"service": service, **row} for row in rows]
    return found


async def _service_of(door: NodeDoor, message: str) -> str:
    for row in await _parked(door):
        if str(row["id"]) == message:
            return str(row["service"])
    raise OperatorError(
        f"Nút “{door.code}” không giữ tin nào có số hiệu {message}. "
        f"Xem: kheo parked list --node {door.code}.",
        f"Node “{door.code}” has no parked message {message}. "
        f"Look: kheo parked list --node {door.code}.",
    )


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    for heading in (
        said("Số hiệu", "Id"),
        said("Dịch vụ", "Service"),
        said("Chủ đề", "Subject"),
        said("Lý do", "Reason"),
        said("Giữ từ", "Since"),
    ):
        table.add_column(heading)
    for row in found:
        told = (row["id"], row["service"], row.get("subject"), row.get("reason"))
        table.add_row(*(Text(_plain(value)) for value in (*told, row.get("parked_at"))))
    return table


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
