"""Do the figures agree with the facts, and each parent with its children?"""

import asyncio
from datetime import date
from typing import Any, NamedTuple

from rich.table import Table

from deploy.cli.doors import NodeDoor
from deploy.cli.screen import good, number, out
from deploy.cli.wording import said
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.topology import Topology

Digests = dict[tuple[str, str], dict[str, Any]]
"""Count and hash by node and day."""

READINGS = 5
BETWEEN_READINGS = 1.0


class Difference(NamedTuple):
    """A day of a node on which a child and its parent do not hold the same facts."""

    node: str
    day: str
    child: str
    below: int
    above: int

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same from one reading to the next."""
        return self.node, self.day


class DisagreementError(OperatorError):
    """Something does not add up; the tables above say what."""


async def verify_node(door: NodeDoor) -> int:
    """Recount the node's tallies from its archive; how many differ."""
    answer = await door.post("/api/reporting/v1/verify")
    checked = answer["checked"]
    differences: list[dict[str, Any]] = answer["differences"]
    counted = said(
        f"{door.code}: {number(checked['tallies'])} ô số liệu đếm lại từ "
        f"{number(checked['facts'])} sự việc",
        f"{door.code}: {checked['tallies']:,} tallies recounted from "
        f"{checked['facts']:,} facts",
    )
    if not differences:
        good(counted)
    else:
        out.print(f"[bad]✘[/] {counted}")
        out.print(_tallies(differences))
    return len(differences)


async def verify_link(
    child: NodeDoor, parent: NodeDoor, days: tuple[date, date]
) -> list[Difference]:
    """Compare, day by day, what a child holds with what its parent has of it.

    Nodes go on working meanwhile: a day counts as different only if it stays so.
    """
    below, found = await _compared(child, parent, days)
    for _ in range(READINGS - 1):
        if not found:
            break
        await asyncio.sleep(BETWEEN_READINGS)
        below, again = await _compared(child, parent, days)
        before = {one.key for one in found}
        found = [one for one in again if one.key in before]
    if not found:
        good(_agreement(child, parent, below))
    return found


async def _compared(
    child: NodeDoor, parent: NodeDoor, days: tuple[date, date]
) -> tuple[Digests, list[Difference]]:
    below = await _digests(child, days)
    above = await _digests(parent, days)
    missing = {"count": 0, "hash": ""}
    return below, [
        Difference(*key, child.code, below[key]["count"], above.get(key, missing)["count"])
        for key in sorted(below)
        if below[key]["hash"] != above.get(key, missing)["hash"]
    ]


def refuse_differences(tallies: int, days: list[Difference], topology: Topology) -> None:
    """Say what differs and how to go on.

    Raises:
        DisagreementError: if anything differs.

    """
    if days:
        out.print(_days(days, topology))
    if tallies or days:
        raise DisagreementError(
            f"{tallies} ô số liệu và {len(days)} ngày không khớp. Nếu các nút vừa mới nối lại, "
            "hãy chờ cho hết việc chờ (kheo status) rồi chạy lại.",
            f"{tallies} tallies and {len(days)} days differ. If nodes were linked again just "
            "now, wait until nothing is waiting (kheo status) and run this again.",
        )


async def _digests(door: NodeDoor, days: tuple[date, date]) -> Digests:
    first, last = days
    asked = {"from": first.isoformat(), "to": last.isoformat()}
    answer = await door.get("/api/reporting/v1/digests", **asked)
    return {(row["node"], row["day"]): row for row in answer["digests"]}


def _agreement(child: NodeDoor, parent: NodeDoor, below: Digests) -> str:
    facts = sum(row["count"] for row in below.values())
    return said(
        f"{child.code} → {parent.code}: {number(facts)} sự việc trong {number(len(below))} "
        "ngày, khớp từng ngày",
        f"{child.code} → {parent.code}: {facts:,} facts on {len(below):,} days, "
        "every day agrees",
    )


def _tallies(differences: list[dict[str, Any]]) -> Table:
    table = _table(
        "Số đo|Measure", "Đơn vị|Unit", "Ngày|Day", "Đang ghi|Kept", "Đếm lại|Counted"
    )
    for row in differences:
        table.add_row(
            row["measure"],
            row["unit"],
            row["day"],
            number(row["tallied"]),
            number(row["recounted"]),
        )
    return table


def _days(found: list[Difference], topology: Topology) -> Table:
    table = _table("Nút|Node", "Ngày|Day", "Bên dưới|Below", "Bên trên|Above", "Đường|Link")
    for one in found:
        parent = topology.entry(one.child).parent
        link = f"{one.child} → {parent}"
        same = one.below == one.above
        note = said(" (khác nội dung)", " (other contents)") if same else ""
        table.add_row(one.node, one.day, number(one.below), number(one.above) + note, link)
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 2))
    for heading in headings:
        table.add_column(said(*heading.split("|")))
    return table
