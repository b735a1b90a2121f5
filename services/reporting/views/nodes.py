"""The nodes a place can see: one sentence first, then only those that are not well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.reporting.domain.figures import NodeLine, Uplink
from shared.portal.formats import NOTHING
from shared.portal.words import Words

HERE = "self"


class Health(StrEnum):
    """How a node stands, worst first."""

    CUT = "cut"
    GAP = "gap"
    SILENT = "silent"
    CATCHING_UP = "catching_up"
    WELL = "well"


URGENT = (Health.CUT, Health.GAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One node, as a row of the tree."""

    code: str
    name: str
    depth: int
    is_here: bool
    health: Health
    link: str
    advice: str
    backlog: int | None
    heard_at: datetime | None
    facts: int
    gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodesView:
    """The whole page."""

    health: Health
    headline: str
    explanation: str
    uplink: str
    uplink_is_well: bool
    uplink_detail: str
    parked: int | None
    tally: tuple[tuple[Health, int], ...]
    shown: tuple[NodeRow, ...]
    behind: tuple[NodeRow, ...]
    json_href: str
    now: datetime


def nodes_view(
    nodes: Sequence[NodeLine],
    uplink: Uplink,
    *,
    parked: int | None,
    now: datetime,
    words: Words,
) -> NodesView:
    """The state of every node this place can see, itself included."""
    tree = sorted(nodes, key=lambda node: node.path)
    cut = {node.path for node in tree if health_of(node) is Health.CUT}
    rows = {node.path: _row(node, cut, words) for node in tree}
    below = [row for row in rows.values() if not row.is_here]
    unwell = {path for path, row in rows.items() if row.health is not Health.WELL}
    shown = {path for path in rows if _is_on_the_way(path, unwell) or rows[path].is_here}
    counts = [(health, sum(row.health is health for row in below)) for health in Health]
    worst = next((health for health, count in counts if count), Health.WELL)
    return NodesView(
        health=worst,
        headline=_headline(below, words),
        explanation=words(f"nodes.explanation.{worst}"),
        uplink=words(f"nodes.uplink.{uplink.state}"),
        uplink_is_well=uplink.state != "down",
        uplink_detail=_waiting(uplink, words),
        parked=parked,
        tally=tuple(pair for pair in counts if pair[1]),
        shown=tuple(row for path, row in rows.items() if path in shown),
        behind=tuple(row for path, row in rows.items() if path not in shown),
        json_href="/api/reporting/v1/nodes",
        now=now,
    )


def health_of(node: NodeLine) -> Health:
    """What is the matter with a node, the worst first."""
    if node.link == HERE:
        return Health.WELL
    if node.link == "down":
        return Health.CUT
    if node.heard_at is None:
        return Health.SILENT
    if node.gaps:
        return Health.GAP
    return Health.CATCHING_UP if node.backlog else Health.WELL


def _row(node: NodeLine, cut: set[tuple[str, ...]], words: Words) -> NodeRow:
    is_behind = any(node.path[:steps] in cut for steps in range(1, len(node.path)))
    health = Health.SILENT if is_behind else health_of(node)
    return NodeRow(
        code=node.code,
        name=words.pick(vi=node.vi, en=node.en),
        depth=node.depth,
        is_here=node.link == HERE,
        health=health,
        link=_link(node, words, is_behind=is_behind),
        advice=words(f"nodes.advice.{health}") if health in URGENT else "",
        backlog=node.backlog,
        heard_at=node.heard_at,
        facts=node.facts,
        gaps=node.gaps,
    )


def _link(node: NodeLine, words: Words, *, is_behind: bool) -> str:
    if node.link == HERE:
        return words("nodes.link.here")
    if is_behind:
        return words("nodes.link.behind")
    return words(f"nodes.link.{health_of(node)}", count=node.gaps)


def _is_on_the_way(path: tuple[str, ...], unwell: set[tuple[str, ...]]) -> bool:
    """A node is shown if it is unwell, or if somebody unwell stands below it."""
    return any(other[: len(path)] == path for other in unwell)


def _headline(below: Sequence[NodeRow], words: Words) -> str:
    urgent = sum(row.health in URGENT for row in below)
    odd = sum(row.health is not Health.WELL for row in below) - urgent
    if not below:
        return words("nodes.headline.alone")
    if urgent:
        return words("nodes.headline.urgent", count=urgent, all=len(below))
    if odd:
        return words("nodes.headline.odd", count=odd, all=len(below))
    return words("nodes.headline.well", count=len(below))


def _waiting(uplink: Uplink, words: Words) -> str:
    if uplink.state == "none":
        return ""
    waiting = (uplink.unpublished or 0) + uplink.unreceipted
    if waiting:
        return words("nodes.uplink.waiting", count=waiting)
    return NOTHING if uplink.unpublished is None else words("nodes.uplink.nothing_waits")
