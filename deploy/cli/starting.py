"""Watching a federation start."""

from time import monotonic
from typing import Self

from rich.console import RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from deploy.cli.screen import out
from deploy.cli.wording import Phrase, said
from deploy.launcher.entries import PlaceEntry
from deploy.launcher.running_node import Stage
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import Topology

STAGES = {
    Stage.WAITING: Phrase("NATS", "NATS"),
    Stage.DATABASE: Phrase("Postgres", "Postgres"),
    Stage.SCHEMA: Phrase("lược đồ", "schema"),
    Stage.SERVICES: Phrase("năm dịch vụ", "five services"),
    Stage.READY: Phrase("sẵn sàng", "ready"),
    Stage.STOPPED: Phrase("đã dừng", "stopped"),
}
DEFAULT_REPORT = "/reports?period=2018-9m"


class StartView:
    """The tree of nodes filling up; into a pipe, one line for each step."""

    def __init__(self, topology: Topology, state: StateFolder) -> None:
        self._topology = topology
        self._state = state
        self._stages: dict[str, Stage] = {}
        self._began = monotonic()
        self._spinner = Spinner("dots", style="busy")
        self._live = Live(get_renderable=self._table, console=out, transient=True)

    def __enter__(self) -> Self:
        if out.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if out.is_terminal:
            self._live.stop()

    @property
    def seconds(self) -> float:
        """How long the start has taken so far."""
        return monotonic() - self._began

    def tell(self, code: str, stage: Stage, remark: str) -> None:
        """Take note of how far a node is."""
        if stage is Stage.NOTE:
            out.print(Text(f"  {code}: {remark}", style="busy"), soft_wrap=True)
            return
        self._stages[code] = stage
        if not out.is_terminal:
            out.print(f"{self.seconds:6.1f} s  {code:<16} {STAGES[stage]}", soft_wrap=True)

    def _table(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        for entry in tree_order(self._topology):
            stage = self._stages.get(entry.code, Stage.WAITING)
            ready = stage is Stage.READY
            sign = Text("✔", style="good") if ready else self._spinner
            where = self._where(entry) if ready else _steps(stage)
            table.add_row(branch(self._topology, entry), sign, where)
        title = said("Khéo đang khởi động", "Khéo is starting")
        return Panel.fit(
            table, title=title, subtitle=f"{self.seconds:.0f} s", border_style="quiet"
        )

    def _where(self, entry: PlaceEntry) -> Text:
        return Text(self._state.node(entry.code).address, style="address")


def _steps(stage: Stage) -> Text:
    """How far a node is: filled steps, and the name of the present one."""
    steps = list(STAGES).index(stage) + 1
    drawn = "▰" * steps + "▱" * (list(STAGES).index(Stage.READY) - steps)
    return Text.assemble((drawn, "busy"), (f" {STAGES[stage]}".ljust(18), "quiet"))


def name(entry: PlaceEntry) -> str:
    """The name of a place in the operator's language."""
    return said(entry.vi, entry.en)


def tree_order(topology: Topology) -> list[PlaceEntry]:
    """Every place right after its parent's subtree before it: the order of a drawn tree."""

    def below(code: str) -> list[PlaceEntry]:
        found = [topology.entry(code)]
        for child in topology.children(code):
            found += below(child)
        return found

    return below(topology.top.code)


def branch(topology: Topology, entry: PlaceEntry) -> Text:
    """The name of a place with the twigs that lead to it."""
    twigs = _twigs(topology, entry)
    return Text.assemble((twigs, "quiet"), (name(entry), "name"))


def _twigs(topology: Topology, entry: PlaceEntry) -> str:
    if entry.parent is None:
        return ""
    last = topology.children(entry.parent)[-1] == entry.code
    drawn = "└─ " if last else "├─ "
    above = topology.entry(entry.parent)
    while above.parent is not None:
        ended = topology.children(above.parent)[-1] == above.code
        drawn = ("   " if ended else "│  ") + drawn
        above = topology.entry(above.parent)
    return drawn


def addresses(topology: Topology, state: StateFolder) -> Panel:
    """Where to look, the city's report first."""
    table = Table.grid(padding=(0, 2))
    top = topology.top
    report = state.node(top.code).address + DEFAULT_REPORT
    table.add_row(
        Text(said("Báo cáo của ", "Report of ") + name(top), style="heading"),
        Text(report, style="bold cyan underline"),
    )
    table.add_row("")
    for entry in tree_order(topology):
        table.add_row(
            branch(topology, entry), Text(state.node(entry.code).address, style="address")
        )
    title = said("Khéo đang chạy", "Khéo is running")
    return Panel.fit(table, title=title, border_style="good")
