"""The tree of units as a node knows it: is anything wrong with it?"""

from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from deploy.cli.asking import ask
from deploy.cli.doors import NodeDoor
from deploy.cli.options import STATE, NodeOption, StateOption
from deploy.cli.screen import good, number, out
from deploy.cli.wording import both, said
from deploy.launcher.mistakes import OperatorError

app = typer.Typer(no_args_is_help=True, help=both("Đơn vị.", "Units."))


class TreeUnsoundError(OperatorError):
    """Something is wrong with the tree; the table above says what."""


@app.callback()
def units() -> None:
    """Units; a group of its own, so that more may be asked of them one day."""


@app.command("check", help=both("Kiểm tra cây đơn vị của một nút.", "Check a node's tree."))
def check(node: NodeOption, state: StateOption = STATE) -> None:
    """Exit 1 and name each unit, its fault and the mend if anything is wrong."""

    async def act(door: NodeDoor) -> None:
        answer = await door.get("/api/registry/v1/units/checks")
        found: list[dict[str, Any]] = answer["findings"]
        if found:
            out.print(_table(found))
            raise TreeUnsoundError(
                f"{node}: cây đơn vị có {number(len(found))} chỗ cần sửa, xem bảng trên.",
                f"{node}: wrong with the tree of units: {len(found):,}, see the table above.",
            )
        good(said(f"{node}: cây đơn vị không có gì sai", f"{node}: the tree of units is sound"))

    ask(state, node, act)


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Đơn vị", "Unit"))
    table.add_column(said("Sai ở đâu", "What is wrong"))
    table.add_column(said("Cách sửa", "How to mend it"))
    for one in found:
        unit = Text(f"{said(one['vi'], one['en'])} ({one['unit']})")
        wrong = Text(said(one["wrong_vi"], one["wrong_en"]))
        table.add_row(unit, wrong, Text(said(one["mend_vi"], one["mend_en"])))
    return table
