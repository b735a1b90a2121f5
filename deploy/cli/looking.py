"""How the nodes are: link, backlog, facts, gaps, freshness."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from deploy.cli.doors import NodeDoor, all_doors, known_topology
from deploy.cli.screen import number, out
from deploy.cli.starting import branch, tree_order
from deploy.cli.wording import Phrase, said
from deploy.launcher.entries import PlaceEntry
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import Topology

LINKS = {
    "self": ("●", "good", Phrase("chạy", "running")),
    "up": ("●", "good", Phrase("nối", "linked")),
    "down": ("○", "bad", Phrase("mất nối", "cut off")),
    "unknown": ("◌", "busy", Phrase("chưa rõ", "unknown")),
    "silent": ("✘", "bad", Phrase("không trả lời", "no answer")),
}


NARROWEST_NAME = 20
OTHER_COLUMNS = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is known of one node: by itself, and by the one above it."""

    link: str
    facts: int | None = None
    gaps: int | None = None
    backlog: int | None = None
    unpublished: int | None = None
    heard_at: datetime | None = None


async def look(state: StateFolder) -> dict[str, Sight]:
    """Ask every node what it knows."""
    async with all_doors(state) as doors:
        answers = await asyncio.gather(*(_asked(door) for door in doors.values()))
    said_by = dict(zip(doors, answers, strict=True))
    topology = known_topology(state)
    return {entry.code: _sight(entry, said_by) for entry in topology.places}


async def _asked(door: NodeDoor) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = await door.get("/api/reporting/v1/nodes")
    except OperatorError:
        return None
    return answer


def _sight(entry: PlaceEntry, said_by: dict[str, dict[str, Any] | None]) -> Sight:
    own = said_by[entry.code]
    if own is None:
        return Sight(link="silent")
    above = _row(said_by.get(entry.parent or ""), entry.code)
    heard = above.get("heard_at")
    return Sight(
        link=str(above.get("link", "unknown") if entry.parent else "self"),
        facts=sum(row.get("facts") or 0 for row in own["nodes"]),
        gaps=sum(row.get("gaps") or 0 for row in own["nodes"]),
        backlog=_waiting(own, above) if entry.parent else None,
        unpublished=own["uplink"]["unpublished"],
        heard_at=datetime.fromisoformat(heard) if heard else None,
    )


def _waiting(own: dict[str, Any], above: dict[str, Any]) -> int:
    """What the node has said and its parent has not receipted; either may know more."""
    return max(own["uplink"]["unreceipted"] or 0, above.get("backlog") or 0)


def _row(answer: dict[str, Any] | None, code: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = answer["nodes"] if answer else []
    return next((row for row in rows if row["code"] == code), {})


def tree_table(topology: Topology, sights: dict[str, Sight]) -> Table:
    """The tree of nodes with what is known of each."""
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Nút", "Node"), no_wrap=True, max_width=_name_width())
    table.add_column(said("Đường nối", "Link"), no_wrap=True, min_width=9)
    for heading in (
        said("Sự việc", "Facts"),
        said("Chờ lên", "Waiting"),
        said("Chưa phát", "Unsent"),
        said("Hổng", "Gaps"),
    ):
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    table.add_column(said("Nghe từ", "Heard"), no_wrap=True, min_width=8)
    for entry in tree_order(topology):
        table.add_row(*_cells(topology, entry, sights[entry.code]))
    return table


def _name_width() -> int:
    return max(NARROWEST_NAME, out.width - OTHER_COLUMNS)


def _cells(topology: Topology, entry: PlaceEntry, sight: Sight) -> tuple[Text, ...]:
    sign, style, words = LINKS.get(sight.link, LINKS["unknown"])
    return (
        branch(topology, entry),
        Text(f"{sign} {words}", style=style),
        Text(number(sight.facts)),
        _worry(sight.backlog, "busy"),
        _worry(sight.unpublished, "busy"),
        _worry(sight.gaps, "bad"),
        Text(_since(sight.heard_at), style="quiet"),
    )


def _worry(value: int | None, style: str) -> Text:
    return Text(number(value), style=style if value else "")


def _since(moment: datetime | None) -> str:
    if moment is None:
        return "–"
    seconds = max(0, int((datetime.now(UTC) - moment).total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return said(f"{seconds} giây", f"{seconds} s")
    if (minutes := seconds // 60) < 120:  # noqa: PLR2004 - two hours
        return said(f"{minutes} phút", f"{minutes} min")
    return said(f"{minutes // 60} giờ", f"{minutes // 60} h")
