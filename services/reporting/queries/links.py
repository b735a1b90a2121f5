"""The nodes below and the link above, as this node's own record shows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.domain.continuity import missing_count
from services.reporting.domain.figures import NodeLine, UnitLine, Uplink
from services.reporting.store import archive, continuity
from services.reporting.store.continuity import Track
from shared.chassis.database import Transaction
from shared.kernel.places import Place, PlaceCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far one sequence was heard, and how much of it is missing."""

    path: str
    service: str
    epoch: int
    nseq: int
    missing: int
    heard_at: datetime | None


async def marks(tx: Transaction) -> list[Mark]:
    """One mark for every sequence heard from below."""
    return [
        Mark(
            path=track.path,
            service=track.service,
            epoch=track.epoch,
            nseq=track.cursor.nseq,
            missing=_missing(track),
            heard_at=track.heard_at,
        )
        for track in await continuity.all_tracks(tx)
        if track.path
    ]


def _missing(track: Track) -> int:
    return missing_count(track.cursor, track.known_head)


async def digests(tx: Transaction, first: date, last: date) -> list[tuple[str, date, int, int]]:
    """Count and hash of the facts of every node and day."""
    return await archive.list_digests(tx, first, last)


async def uplink(
    tx: Transaction, place: Place, *, linked: bool, unpublished: int | None
) -> Uplink:
    """How this node stands towards its parent."""
    own = [track for track in await continuity.all_tracks(tx) if not track.path]
    behind = sum(max(track.cursor.nseq - track.at_parent, 0) for track in own)
    state = "none" if place.is_top else "up" if linked else "down"
    return Uplink(
        state=state, unpublished=unpublished, unreceipted=0 if place.is_top else behind
    )


async def nodes(
    tx: Transaction, place: Place, *, units: Collection[UnitLine], linked: Collection[str]
) -> list[NodeLine]:
    """The node itself and every node below it that is known, from the top down."""
    tracks = await continuity.all_tracks(tx)
    facts = await archive.facts_by_node(tx)
    names: dict[str, UnitLine] = {unit.code: unit for unit in units}
    paths = _paths(place, names, tracks)
    return [
        _node(path, place, tracks=tracks, names=names, facts=facts, linked=linked)
        for path in sorted(paths)
    ]


def _paths(
    place: Place, names: Mapping[str, UnitLine], tracks: Collection[Track]
) -> set[tuple[str, ...]]:
    heard_of = {tuple(track.path.split("/")) if track.path else () for track in tracks}
    expected = {path for code in names if (path := _path_to(code, place, names)) is not None}
    return heard_of | expected | {()} | {(child,) for child in place.children}


def _path_to(code: str, place: Place, names: Mapping[str, UnitLine]) -> tuple[str, ...] | None:
    """The chain of nodes from here to a unit that hosts one; None if it is not below."""
    if names[code].host != code:
        return None
    path: list[str] = []
    while code != place.code:
        path.append(code)
        above = names[code].parent if code in names else None
        if above is None or len(path) > len(names):
            return None
        code = above
    return tuple(reversed(path))


def _node(
    path: tuple[str, ...],
    place: Place,
    *,
    tracks: Collection[Track],
    names: Mapping[str, UnitLine],
    facts: Mapping[str, int],
    linked: Collection[str],
) -> NodeLine:
    code = path[-1] if path else place.code
    own = [track for track in tracks if track.path == "/".join(path)]
    heard = [track.heard_at for track in own if track.heard_at]
    missing = sum(_missing(track) for track in own)
    name = names.get(code)
    return NodeLine(
        code=PlaceCode(code),
        vi=name.vi if name else code,
        en=name.en if name else code,
        path=path,
        depth=len(path),
        link=_link(path, linked),
        backlog=None if path and not heard else missing,
        heard_at=max(heard) if heard else None,
        facts=facts.get(code, 0),
        gaps=sum(_missing(track) for track in own if track.requested_at),
    )


def _link(path: tuple[str, ...], linked: Collection[str]) -> str:
    if not path:
        return "self"
    if len(path) > 1:
        return "unknown"  # only its own parent sees that link
    return "up" if path[0] in linked else "down"
