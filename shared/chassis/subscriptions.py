"""Hearing: from a delivery to a fact somebody may act on, or a reason why not."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from pydantic import ValidationError

from shared.chassis.database import Transaction
from shared.chassis.logs import correlation
from shared.chassis.parking import Delivery
from shared.events.catalogue import BY_NAME
from shared.events.envelope import TYPE_PREFIX, Envelope, Event, read_envelope
from shared.events.subjects import Reach, Route, route_of, subject_of, subjects_from_below
from shared.federation import streams
from shared.kernel.places import EVERYONE, Place, PlaceCode
from shared.kernel.rejection import Rejection

E_co = TypeVar("E_co", bound=Event, covariant=True)


class FactUnknown(Rejection):
    """Nút này chưa biết loại sự kiện hoặc phiên bản này. Nâng cấp nút rồi thử lại tin.
    This node does not know this fact or its version. Upgrade the node, then retry.
    """


class BodyUnreadable(Rejection):
    """Nội dung sự kiện không đúng mẫu đã công bố.
    The body of this event does not fit its published schema.
    """


class OriginForged(Rejection):
    """Sự kiện mang tên một nút khác với đường nó đi qua. Nút gửi chỉ được nói cho chính mình.
    This event claims another origin than the way it came; a node may only speak for itself.
    """


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """A fact and where it came from. `path` leads from here to the speaker; empty: here."""

    event: E_co
    envelope: Envelope
    path: tuple[PlaceCode, ...]
    lane: str
    body: bytes
    """The content as it came, with fields this version may not know."""

    @contextmanager
    def as_cause(self) -> Iterator[None]:
        """What is announced inside carries this fact's correlation id."""
        mark = correlation.set(self.envelope.correlation_id)
        try:
            yield
        finally:
            correlation.reset(mark)


@dataclass(frozen=True, slots=True)
class MessageMeta:
    """That a numbered message came through, whether or not its content was of use."""

    path: tuple[PlaceCode, ...]
    lane: str
    envelope: Envelope


class Where(Enum):
    """Where a fact may come from."""

    HERE = "here"
    BELOW = "below"
    ABOVE = "above"


Act = Callable[[Transaction, Received[Event]], Awaitable[None]]
ActOnMany = Callable[[Transaction, Sequence[Received[Event]]], Awaitable[None]]
OnBatch = Callable[[Transaction, Sequence[MessageMeta]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a service listens to, and what it does then.

    `reader` names the durable reader and the inbox: `<service>__<purpose>_v1`. No `facts`
    means everything said upward. `then` acts on one fact per transaction, `then_many` on a
    batch; `witness` sees every numbered message of the batch in the same transaction.
    """

    reader: str
    facts: tuple[type[Event], ...] = ()
    where: frozenset[Where] = frozenset({Where.HERE})
    then: Act | None = None
    then_many: ActOnMany | None = None
    on_batch: OnBatch | None = None
    batch_size: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFilter:
    """One stream an ear must be held to, with the subjects it wants of it."""

    stream: str
    subjects: tuple[str, ...] = field(default=())


def stream_filters_of(subscription: Subscription, place: Place) -> list[StreamFilter]:
    """Where the facts of `subscription` are found at `place`."""
    by_stream: dict[str, list[str]] = {}
    for where in sorted(subscription.where, key=lambda where: where.value):
        for stream, subjects in _found_at(subscription, where, place):
            by_stream.setdefault(stream, []).extend(subjects)
    return [
        StreamFilter(stream=name, subjects=tuple(subjects))
        for name, subjects in by_stream.items()
    ]


def _found_at(
    subscription: Subscription, where: Where, place: Place
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if where is Where.HERE:
        yield from _found_here(subscription, place)
    elif where is Where.BELOW and place.has_children:
        below = [s for fact in subscription.facts for s in subjects_from_below(fact.topic)]
        yield streams.IN, tuple(below)
    elif where is Where.ABOVE and not place.is_top:
        lanes = (f"down.{EVERYONE}", f"down.{place.code}")
        yield (
            streams.DOWN_IN,
            tuple(
                subject_of(fact.topic, lane) for fact in subscription.facts for lane in lanes
            ),
        )


def _found_here(
    subscription: Subscription, place: Place
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not subscription.facts:
        yield streams.UP, ("up.>",)
    speaks_down = place.has_children or place.is_top
    lanes_by_reach = {Reach.LOCAL: (streams.EV, "ev"), Reach.UP: (streams.UP, "up")}
    if speaks_down:
        lanes_by_reach[Reach.DOWN] = (streams.DOWN, f"down.{EVERYONE}")
    for fact in subscription.facts:
        for stream, lane in (
            lanes_by_reach[r] for r in fact.topic.reaches if r in lanes_by_reach
        ):
            yield stream, (subject_of(fact.topic, lane),)


def message_meta_of(delivery: Delivery, place: Place) -> MessageMeta:
    """Who said this and which way it came.

    Raises:
        SubjectUnknown: if the subject does not follow the grammar.
        EnvelopeUnreadable: if the headers are missing or wrong.
        OriginForged: if headers and subject disagree.

    """
    route = route_of(delivery.subject)
    envelope = read_envelope(delivery.headers)
    if envelope.type != TYPE_PREFIX + route.name or not _came_from(envelope, route, place):
        raise OriginForged
    return MessageMeta(route.path, route.lane, envelope)


def _came_from(envelope: Envelope, route: Route, place: Place) -> bool:
    if route.path:
        is_direct = len(route.path) == 1 or route.path[0] in place.relaying
        is_upward = route.lane == Reach.UP.value
        return envelope.node == route.path[-1] and is_direct and is_upward
    return route.lane.startswith(Reach.DOWN.value) or envelope.node == place.code


def received(delivery: Delivery, passage: MessageMeta) -> Received[Event]:
    """The fact in a delivery.

    Raises:
        FactUnknown: if this node does not know the fact or its version.
        BodyUnreadable: if the body does not fit the schema.

    """
    kind = BY_NAME.get(passage.envelope.type.removeprefix(TYPE_PREFIX))
    if kind is None:
        raise FactUnknown
    try:
        event = kind.model_validate_json(delivery.payload)
    except ValidationError as misfit:
        first = misfit.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BodyUnreadable(
            f"Trường “{place}” không đúng mẫu.", f"Field “{place}”: {first['msg']}"
        ) from misfit
    return Received(event, passage.envelope, passage.path, passage.lane, delivery.payload)
