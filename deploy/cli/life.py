"""The verbs that start, fill and stop a federation."""

import asyncio
from typing import Annotated

import typer

from deploy.cli.demo import demo as run_demo
from deploy.cli.demo_people import invitation, invite_visitors
from deploy.cli.doors import known_topology
from deploy.cli.options import (
    SEED,
    STATE,
    PortBaseOption,
    PostgresOption,
    StateOption,
    TopologyOption,
)
from deploy.cli.running import CUT_SHORT, Wish, detach, stop, until_told_to_stop, watched_start
from deploy.cli.screen import good, number, out
from deploy.cli.seeding import seed as run_seed
from deploy.cli.smoke import smoke as run_smoke
from deploy.cli.starting import addresses
from deploy.cli.wording import both, said
from deploy.launcher.state import StateFolder

app = typer.Typer()

DemoFlag = Annotated[
    bool,
    typer.Option("--demo", help=both("nhập luôn số liệu mẫu", "import the sample figures")),
]
DetachFlag = Annotated[
    bool,
    typer.Option("--detach", "-d", help=both("chạy nền", "keep running in the background")),
]
ForgetFlag = Annotated[
    bool, typer.Option("--forget", help=both("xóa cả dữ liệu", "remove the data as well"))
]


@app.command(
    help=both("Khởi động các nút của một cây đơn vị.", "Start the nodes of a topology.")
)
def up(
    *,
    topology: TopologyOption = None,
    state: StateOption = STATE,
    port_base: PortBaseOption = None,
    postgres_url: PostgresOption = None,
    demo: DemoFlag = False,
    detached: DetachFlag = False,
) -> None:
    """Start every node, and keep it running until told to stop."""
    wish = Wish(
        state=StateFolder(state),
        topology=topology,
        port_base=port_base,
        postgres_url=postgres_url or None,
    )
    if not detached:
        until_told_to_stop(_stay_up(wish, filled=demo))
        return
    detach(wish)
    if demo:
        asyncio.run(_fill(wish.state))
    topology_now = known_topology(wish.state)
    out.print(addresses(topology_now, wish.state))
    if demo:
        out.print(invitation(topology_now, wish.state))
    out.print(said("Xem: kheo status · dừng: kheo down", "Look: kheo status · stop: kheo down"))


@app.command(
    help=both(
        "Trình diễn: khởi động, nhập số liệu mẫu, xem số liệu đi lên.",
        "Demonstration: start, import the sample figures, watch them climb.",
    )
)
def demo(
    *,
    topology: TopologyOption = None,
    state: StateOption = STATE,
    port_base: PortBaseOption = None,
    postgres_url: PostgresOption = None,
) -> None:
    """Everything at once, with a live view, until Ctrl-C."""
    wish = Wish(
        state=StateFolder(state),
        topology=topology,
        port_base=port_base,
        postgres_url=postgres_url or None,
    )
    until_told_to_stop(run_demo(wish))


@app.command(
    help=both(
        "Thử toàn bộ trên cổng trống rồi dừng.", "Try everything on free ports, then stop."
    )
)
def smoke() -> None:
    """Start, import, compare the figures at every level, stop."""
    until_told_to_stop(run_smoke(), exit_code=CUT_SHORT)


@app.command(help=both("Nhập số liệu mẫu vào các nút đang chạy.", "Import the sample figures."))
def seed(state: StateOption = STATE) -> None:
    """Import what the manifest lists and was not imported before."""
    folder = StateFolder(state)
    known_topology(folder)
    rows = asyncio.run(run_seed(folder))
    if rows:
        good(said(f"đã nhập {number(rows)} dòng", f"{rows:,} rows imported"))


@app.command(help=both("Dừng tất cả.", "Stop everything."))
def down(*, state: StateOption = STATE, forget: ForgetFlag = False) -> None:
    """Stop the supervisor and its nodes; with --forget also remove what they know."""
    folder = StateFolder(state)
    ran = stop(folder)
    if forget:
        folder.erase()
    stopped = (
        said("đã dừng", "stopped") if ran else said("không có gì đang chạy", "nothing ran")
    )
    forgotten = said("; dữ liệu đã xóa", "; the data is gone") if forget else ""
    good(f"{state}: {stopped}{forgotten}")


@app.command(
    help=both(
        "Một nút tự nạp lại khi mã nguồn đổi.", "One node that reloads when the code changes."
    )
)
def watch(state: StateOption = STATE, port_base: PortBaseOption = None) -> None:
    """The first ward of the sample tree, alone, for whoever writes code."""
    wish = Wish(
        state=StateFolder(state.with_name(f"{state.name}-watch")),
        topology=SEED / "one_ward.yaml",
        port_base=port_base,
        reload=True,
    )
    until_told_to_stop(_stay_up(wish, filled=False))


async def _stay_up(wish: Wish, *, filled: bool) -> None:
    async with watched_start(wish) as topology:
        if filled:
            await _fill(wish.state)
        out.print(addresses(topology, wish.state))
        if filled:
            out.print(invitation(topology, wish.state))
        out.print(said("Ctrl-C để dừng.", "Ctrl-C stops it."), style="quiet")
        await asyncio.Event().wait()


async def _fill(state: StateFolder) -> None:
    await run_seed(state)
    await invite_visitors(state)
