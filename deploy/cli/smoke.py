"""The whole promise in two minutes: start, import, compare at every level, stop."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path
from time import monotonic

from rich.table import Table
from rich.text import Text

from deploy.cli.demo_people import LOGIN, NAME, demo_password, invite_to
from deploy.cli.doors import NodeDoor, all_doors
from deploy.cli.report import figures
from deploy.cli.running import Wish, watched_start
from deploy.cli.screen import good, number, out
from deploy.cli.seeding import seed, seed_files
from deploy.cli.starting import name
from deploy.cli.verifying import refuse_differences, verify_link, verify_node
from deploy.cli.visiting import Visitor
from deploy.cli.wording import said
from deploy.launcher.accounts import opened_folder
from deploy.launcher.loopback import Deadline
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import Topology

Parts = dict[str, tuple[int | None, int | None]]
"""Numerator and denominator of each indicator."""

PERIOD = "2018-9m"
WARD = "sai-dong"
ON_TIME, SATISFIED = "P.01", "S.01"
PUBLISHED: Parts = {ON_TIME: (10049, 10049), SATISFIED: (75, 87)}
"""What the ward itself published for these nine months."""

STAFF_PAGE = "/accounts"

CLIMB = 90.0
"""Seconds the facts are given to reach the city."""


class Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self._marks = [("", monotonic())]

    def lap(self, what: str) -> None:
        """The part called `what` has just ended."""
        self._marks.append((what, monotonic()))

    def table(self) -> Table:
        """Every part with its seconds, and the sum."""
        table = Table.grid(padding=(0, 2))
        for (_, before), (what, after) in zip(self._marks, self._marks[1:], strict=False):
            table.add_row(Text(what, style="quiet"), f"{after - before:6.1f} s")
        total = self._marks[-1][1] - self._marks[0][1]
        table.add_row(Text(said("tổng cộng", "in all"), style="name"), f"{total:6.1f} s")
        return table


async def smoke() -> None:
    """Run the demonstration in a folder of its own and check it at every level.

    Raises:
        OperatorError: if a figure is wrong or does not arrive.

    """
    clock = Clock()
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(_passing_state())
        topology = await stack.enter_async_context(watched_start(Wish(state=state)))
        clock.lap(said("khởi động", "start"))
        rows = await seed(state)
        good(said(f"đã nhập {number(rows)} dòng", f"{rows:,} rows imported"))
        clock.lap(said("nhập số liệu", "import"))
        async with all_doors(state) as doors:
            await _until_the_city_knows(doors[topology.top.code])
            clock.lap(said("lên tới thành phố", "climb to the city"))
            await _compare(topology, doors)
            clock.lap(said("đối chiếu", "compare"))
            await _sign_in(doors[WARD], demo_password(state))
        clock.lap(said("đăng nhập", "sign in"))
    clock.lap(said("dừng", "stop"))
    out.print(clock.table())


@asynccontextmanager
async def _passing_state() -> AsyncIterator[StateFolder]:
    with tempfile.TemporaryDirectory(prefix="kheo-smoke-") as folder:
        state = StateFolder(opened_folder(Path(folder)) / "state")
        try:
            yield state
        finally:
            state.erase()


async def _sign_in(ward: NodeDoor, password: str) -> None:
    """Through the pages, as somebody would who works there."""
    await invite_to(ward, password)
    async with Visitor(ward.address) as visitor:
        await visitor.sign_in(LOGIN, password)
        if NAME not in await visitor.see(STAFF_PAGE):
            raise OperatorError(
                f"Trang {STAFF_PAGE} của “{WARD}” không biết ai đang đăng nhập.",
                f"The page {STAFF_PAGE} of “{WARD}” does not know who has signed in.",
            )
    good(
        said(
            f"đã đăng nhập tại Sài Đồng và xem trang {STAFF_PAGE}",
            f"signed in at Sài Đồng and saw the page {STAFF_PAGE}",
        )
    )


async def _until_the_city_knows(city: NodeDoor) -> None:
    deadline = Deadline(CLIMB)
    while (seen := await _parts(city, WARD)) | PUBLISHED != seen:
        if deadline.passed:
            raise _differs(city.code, WARD, expected=PUBLISHED, seen=seen)
        await asyncio.sleep(0.2)
    (kept, all_dossiers), (pleased, ballots) = seen[ON_TIME], seen[SATISFIED]
    good(
        said(
            f"Sài Đồng, đọc tại thành phố: {number(kept)} trên {number(all_dossiers)} "
            f"hồ sơ đúng hẹn, hài lòng {pleased}/{ballots}",
            f"Sài Đồng, read at the city: {kept:,} of {all_dossiers:,} "
            f"dossiers on time, satisfied {pleased}/{ballots}",
        )
    )


async def _compare(topology: Topology, doors: dict[str, NodeDoor]) -> None:
    """Every node agrees about every ward, and every parent is the sum of its wards."""
    wards = list(dict.fromkeys(seed_file.node for seed_file in seed_files()))
    for code, door in doors.items():
        below = [ward for ward in wards if code in _line(topology, ward)]
        for ward in below:
            await _agree(door, ward, [doors[ward]])
        await _agree(door, code, [doors[ward] for ward in below])
        if code not in wards:
            units = " + ".join(name(topology.entry(ward)) for ward in below)
            good(f"{name(topology.entry(code))} = {units}")
    days = (date(2018, 1, 1), date(2018, 12, 31))
    for code, door in doors.items():
        tallies = await verify_node(door)
        parent = topology.entry(code).parent
        differing = await verify_link(door, doors[parent], days) if parent else []
        refuse_differences(tallies, differing, topology)


async def _agree(door: NodeDoor, unit: str, wards: list[NodeDoor]) -> None:
    """Wait until `door` shows for `unit` what the wards themselves show."""
    deadline = Deadline(CLIMB)
    while True:
        expected = _sum([await _parts(ward, ward.code) for ward in wards])
        if (seen := await _parts(door, unit)) == expected:
            return
        if deadline.passed:
            raise _differs(door.code, unit, expected=expected, seen=seen)
        await asyncio.sleep(0.2)


async def _parts(door: NodeDoor, unit: str) -> Parts:
    answer = await figures(door, PERIOD, unit=unit)
    return {
        figure["code"]: (figure["numerator"], figure["denominator"])
        for figure in answer["figures"]
    }


def _sum(parts: list[Parts]) -> Parts:
    codes = dict.fromkeys(code for part in parts for code in part)
    return {
        code: (
            _added([part[code][0] for part in parts]),
            _added([part[code][1] for part in parts]),
        )
        for code in codes
    }


def _added(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _line(topology: Topology, code: str) -> list[str]:
    """A place and everybody above it."""
    parent = topology.entry(code).parent
    return [code, *(_line(topology, parent) if parent else [])]


def _differs(at: str, unit: str, *, expected: Parts, seen: Parts) -> OperatorError:
    wrong = [
        f"{code} {seen.get(code)} ≠ {parts}"
        for code, parts in expected.items()
        if seen.get(code) != parts
    ]
    told = "; ".join(wrong)
    return OperatorError(
        f"Sau {CLIMB:.0f} giây, số liệu của “{unit}” đọc tại “{at}” vẫn sai: {told}.",
        f"After {CLIMB:.0f} seconds the figures of “{unit}” read at “{at}” are wrong: {told}.",
    )
