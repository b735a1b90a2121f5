"""The streams of a node, as the configuration the broker is asked for.

All are file streams with limits retention; `discard: new` makes a full disk an error the
speaker sees, never a silent loss. Reasons and proofs: docs/decisions/0003.
"""

from typing import Any

from shared.kernel.places import EVERYONE, Place, PlaceCode

StreamConfig = dict[str, Any]

EV, UP, IN, DOWN, DOWN_IN, ADV = "EV", "UP", "IN", "DOWN", "DOWN_IN", "ADV"

DAY_NS = 24 * 3600 * 1_000_000_000
GIB = 1 << 30
PUBLISH_WINDOW_NS = 120 * 1_000_000_000
SOURCES_PER_STREAM = 150
"""What one stream of the broker bears with ease (measured: 500 are past the edge)."""


class TooManyChildren(ValueError):  # noqa: N818 - it says what is wrong with the tree
    """A node has more children than one stream can take in; a level between them is missing."""


def streams_of(place: Place) -> tuple[StreamConfig, ...]:
    """Every stream the node of `place` keeps, parents of sources first."""
    wanted = [local_bus(), offered_up(place)]
    if not place.is_top:
        wanted.append(directives_in(place))
    if place.has_children:
        wanted.append(taken_in(place))
    if place.has_children or place.is_top:
        wanted.append(directives_out(place))
    return (*wanted, advisories())


def _stream(name: str, **more: object) -> StreamConfig:
    return {
        "name": name,
        "retention": "limits",
        "discard": "new",
        "storage": "file",
        "num_replicas": 1,
        "compression": "s2",
        "duplicate_window": 0,
    } | more


def source_name(source: dict[str, Any]) -> str:
    """Whose stream a source is, such as `sai-dong/UP`."""
    api = (source.get("external") or {}).get("api", "")
    domain = api.split(".")[1] if api else "here"
    name: str = source["name"]
    lane = source.get("filter_subject") or ""
    return f"{domain}/{name}" + (f"/{lane.removesuffix('.>')}" if lane else "")


def local_bus() -> StreamConfig:
    """Facts between the services of this node; thirty days are kept for replays."""
    return _stream(
        EV,
        subjects=["ev.>"],
        max_age=30 * DAY_NS,
        max_bytes=10 * GIB,
        duplicate_window=PUBLISH_WINDOW_NS,
        deny_delete=True,
    )


def offered_up(place: Place) -> StreamConfig:
    """Facts for the parent; they leave only when the parent has receipted them.

    At the top nobody takes them, so they age instead.
    """
    return _stream(
        UP,
        subjects=["up.>"],
        max_age=30 * DAY_NS if place.is_top else 0,
        max_bytes=20 * GIB,
        duplicate_window=PUBLISH_WINDOW_NS,
        deny_delete=True,
        allow_direct=True,
    )


def taken_in(place: Place) -> StreamConfig:
    """What the children offer: one source per child stream, its custody written here.

    `>` forces whatever a child sends below its own name. `opt_start_seq: 1` keeps the
    backlog of a child that joins late. No duplicate window: it would drop equal ids of
    different children.

    Raises:
        TooManyChildren: if that is more than `SOURCES_PER_STREAM` sources.

    """
    sources = [
        _from_child(place, child, stream)
        for child in place.children
        for stream in ((UP, IN) if child in place.relaying else (UP,))
    ]
    if len(sources) > SOURCES_PER_STREAM:
        raise TooManyChildren(
            f"{place.code} would take in {len(sources)} streams of its children; one node takes"
            f" in {SOURCES_PER_STREAM} at most (a child with children of its own counts twice)."
            " Put a level between them."
        )
    return _stream(IN, sources=sources, max_age=90 * DAY_NS)


def _from_child(place: Place, child: PlaceCode, stream: str) -> dict[str, object]:
    return {
        "name": stream,
        "opt_start_seq": 1,
        "external": {"api": f"$JS.{child}.API", "deliver": f"deliver.{place.code}.{child}"},
        "subject_transforms": [{"src": ">", "dest": f"in.{child}.>"}],
    }


def directives_out(place: Place) -> StreamConfig:
    """Directives for the children; what came from above for all is passed on."""
    above = {"name": DOWN_IN, "filter_subject": f"down.{EVERYONE}.>", "opt_start_seq": 1}
    more: dict[str, object] = {} if place.is_top else {"sources": [above]}
    return _stream(
        DOWN,
        subjects=["down.>"],
        max_age=180 * DAY_NS,
        max_bytes=10 * GIB,
        duplicate_window=PUBLISH_WINDOW_NS,
        **more,
    )


def directives_in(place: Place) -> StreamConfig:
    """What the parent directs at everyone and at this place.

    One filter per source: with several the broker hides them from the permissions.
    """
    lanes = (f"down.{EVERYONE}.>", f"down.{place.code}.>")
    sources = [_from_parent(place, lane) for lane in lanes]
    return _stream(DOWN_IN, sources=sources, max_age=180 * DAY_NS)


def _from_parent(place: Place, lane: str) -> dict[str, object]:
    return {
        "name": DOWN,
        "opt_start_seq": 1,
        "filter_subject": lane,
        "external": {
            "api": f"$JS.{place.parent}.API",
            "deliver": f"deliver.{place.code}.{place.parent}",
        },
    }


def advisories() -> StreamConfig:
    """The broker's own word that a message was given up; a safety net."""
    names = ("MAX_DELIVERIES", "MSG_TERMINATED")
    return _stream(
        ADV,
        subjects=[f"$JS.EVENT.ADVISORY.CONSUMER.{name}.>" for name in names],
        discard="old",
        max_age=30 * DAY_NS,
        max_bytes=GIB // 4,
        duplicate_window=PUBLISH_WINDOW_NS,
    )
