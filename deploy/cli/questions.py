"""The verbs that ask running nodes something, or hand them a file."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.asking import ask
from deploy.cli.doors import NodeDoor, all_doors, known_topology
from deploy.cli.importing import Kind, import_file, import_progress
from deploy.cli.looking import look, tree_table
from deploy.cli.options import STATE, NodeOption, StateOption
from deploy.cli.report import figure_table, figures
from deploy.cli.screen import good, number, out
from deploy.cli.verifying import Difference, refuse_differences, verify_link, verify_node
from deploy.cli.wording import both, said
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.state import StateFolder
from services.reporting.domain.organised import AsOrganised

app = typer.Typer()

EVERY_NODE = "all"


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"


KindArgument = Annotated[Kind, typer.Argument(help=both("loại dữ liệu", "what the file holds"))]
FileArgument = Annotated[
    Path, typer.Argument(help=both("tệp CSV hoặc XLSX", "CSV or XLSX file"))
]
PeriodOption = Annotated[
    str, typer.Option("--period", help=both("kỳ, ví dụ 2018-9m", "period, such as 2018-9m"))
]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help=both("mã đơn vị được xem", "unit to look at"))
]
OrganisedOption = Annotated[
    AsOrganised,
    typer.Option(
        "--organised",
        help=both("theo tổ chức khi đó hay hiện nay", "as organised then, or as now"),
    ),
]
FormatOption = Annotated[
    Format, typer.Option("--format", help=both("cách trình bày", "how to write it"))
]
DayOption = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2100, 1, 1, tzinfo=UTC)


@app.command(help=both("Cây các nút: đường nối, việc chờ, độ mới.", "How the nodes are."))
def status(state: StateOption = STATE) -> None:
    """The tree of nodes with link, backlog and freshness."""
    folder = StateFolder(state)
    topology = known_topology(folder)
    sights = asyncio.run(look(folder))
    out.print(tree_table(topology, sights))
    if all(sight.link == "silent" for sight in sights.values()):
        raise OperatorError(
            "Không nút nào trả lời. Hãy khởi động: kheo up.", "No node answers. Start: kheo up."
        )


@app.command(
    name="import", help=both("Nhập một tệp vào một nút.", "Import a file into a node.")
)
def import_(
    *, kind: KindArgument, file: FileArgument, node: NodeOption, state: StateOption = STATE
) -> None:
    """All rows or none."""

    async def act(door: NodeDoor) -> None:
        with import_progress() as progress:
            rows = await import_file(door, kind, file, progress=progress)
        good(said(f"{node}: đã nhập {number(rows)} dòng", f"{node}: {rows:,} rows imported"))

    ask(state, node, act)


@app.command(help=both("Số liệu của một đơn vị.", "The figures of a place."))
def report(
    *,
    node: NodeOption,
    period: PeriodOption,
    unit: UnitOption = None,
    organised: OrganisedOption = AsOrganised.THEN,
    written: FormatOption = Format.TABLE,
    state: StateOption = STATE,
) -> None:
    """What the node answers, for people or for programs."""

    async def act(door: NodeDoor) -> None:
        answer = await figures(door, period, unit=unit, organised=organised)
        if written is Format.JSON:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
        else:
            out.print(figure_table(answer))

    ask(state, node, act)


@app.command(
    help=both(
        "Đếm lại từ sự việc gốc và so từng ngày với cấp trên.",
        "Recount from the facts and compare each day with the parent.",
    )
)
def verify(
    *,
    node: NodeOption = EVERY_NODE,
    first: DayOption = FIRST_DAY,
    last: DayOption = LAST_DAY,
    state: StateOption = STATE,
) -> None:
    """Exit 1 and name the difference if something does not add up."""
    folder = StateFolder(state)
    topology = known_topology(folder)
    codes = topology.codes if node == EVERY_NODE else (topology.entry(node).code,)
    asyncio.run(_verify(folder, list(codes), (first, last)))


async def _verify(
    folder: StateFolder, codes: list[str], days: tuple[datetime, datetime]
) -> None:
    topology = known_topology(folder)
    tallies, differing = 0, list[Difference]()
    period = (days[0].date(), days[1].date())
    async with all_doors(folder) as doors:
        for code in codes:
            tallies += await verify_node(doors[code])
            if parent := topology.entry(code).parent:
                differing += await verify_link(doors[code], doors[parent], period)
    refuse_differences(tallies, differing, topology)
