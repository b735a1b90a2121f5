"""Promises: a date was given; has the result come by then?

What is heard of one promise may come in any order, twice, or in pieces. Pieces are merged
by taking the earliest of each date, so the order never matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.places import UnitCode


class Kind(StrEnum):
    """What was promised a result."""

    DOSSIER = "dossier"
    FEEDBACK = "feedback"


class State(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    """Not settled, and not known to be late. Also: settled before its date was heard."""
    KEPT = "kept"
    BREACHED = "breached"
    CLEARED = "cleared"
    """Settled, but late."""


NEVER = datetime.min.replace(tzinfo=UTC)
LATE = frozenset({State.BREACHED, State.CLEARED})

Key = tuple[Kind, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is known of one promise. `settled_on`: returned, answered or refused with reason."""

    kind: Kind
    subject_id: UUID
    unit: UnitCode
    due_on: date | None = None
    settled_on: date | None = None
    moved_to: date | None = None
    """The day it is judged by since a calendar has moved it; the latest move stands."""
    moved_at: datetime | None = None

    @property
    def judged_on(self) -> date | None:
        """The day by which it is to be kept."""
        return self.moved_to or self.due_on

    @property
    def key(self) -> Key:
        """What makes two pieces parts of the same promise."""
        return self.kind, self.subject_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A promise whose standing changes."""

    promise: Promise
    before: State
    after: State

    @property
    def is_found_late(self) -> bool:
        """Whether it turns out only now that the date passed without the result."""
        return self.after in LATE and self.before not in LATE

    @property
    def is_cleared(self) -> bool:
        """Whether a breach ends: by a late delivery, or by word of one that was in time."""
        was_late = self.before is State.BREACHED or self.is_found_late
        return was_late and self.after is not State.BREACHED


def merged(one: Promise, other: Promise) -> Promise:
    """Two pieces of the same promise as one.

    >>> a = Promise(kind=Kind.DOSSIER, subject_id=UUID(int=1), unit=UnitCode("sai-dong"))
    >>> merged(a, replace(a, due_on=date(2026, 3, 2))).due_on
    datetime.date(2026, 3, 2)
    """
    latest = max(one, other, key=lambda piece: piece.moved_at or NEVER)
    return replace(
        one,
        unit=min(one.unit, other.unit),
        due_on=_earlier(one.due_on, other.due_on),
        settled_on=_earlier(one.settled_on, other.settled_on),
        moved_to=latest.moved_to,
        moved_at=latest.moved_at,
    )


def gathered(pieces: Iterable[Promise]) -> dict[Key, Promise]:
    """Pieces put together, by promise."""
    whole: dict[Key, Promise] = {}
    for piece in pieces:
        known = whole.get(piece.key)
        whole[piece.key] = merged(known, piece) if known else piece
    return whole


def state_when_settled(promise: Promise, before: State = State.OPEN) -> State:
    """How `promise` stands once its settlement and its date are known; else as `before`.

    A promise settled on its due date is kept. One that looked breached only because word
    of a delivery in time came late is kept too.
    """
    if promise.settled_on is None or promise.judged_on is None:
        return before
    return State.CLEARED if promise.settled_on > promise.judged_on else State.KEPT


def is_overdue(promise: Promise, today: date) -> bool:
    """Whether the date has passed without the result: the due date itself is still in time."""
    due = promise.judged_on
    return promise.settled_on is None and due is not None and due < today


def _earlier(one: date | None, other: date | None) -> date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known, default=None)
