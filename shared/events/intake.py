"""What intake tells of cases: received, answered, reopened, moved. No words, no names."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

FilingChannel = Literal["counter", "online", "post"]
Clock = Literal["acknowledge", "answer", "resolve"]
WhyMoved = Literal["calendar", "interim_reply", "pause"]


class FeedbackReceived(Event):
    """A citizen's feedback was accepted and promised an answer by `due_on`."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_received", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    due_on: date
    kind: str | None = None
    channel: str | None = None


class FeedbackAcknowledged(Event):
    """Somebody has read it; `on_time` compares with the acknowledge clock."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_acknowledged", 1)

    feedback_id: UUID
    unit: str
    received_on: date
    acknowledged_on: date
    on_time: bool


class FeedbackResolved(Event):
    """The unit answered; `on_time` compares with the promise as first given."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_resolved", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    due_on: date
    resolved_on: date
    on_time: bool
    promise_id: UUID | None = None
    """Which promise ends so; none is said of the first, which has the id of the case."""


class FeedbackResolvedAgain(Event):
    """What was reopened was answered again; `due_on` is the promise given at the reopening."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_resolved_again", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    promise_id: UUID
    due_on: date
    resolved_on: date
    on_time: bool
    times: int


class FeedbackRejected(Event):
    """The unit could not take the feedback up, for a reason kept at home."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_rejected", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    rejected_on: date
    promise_id: UUID | None = None
    """Which promise ends so; none is said of the first, which has the id of the case."""


class FeedbackConfirmed(Event):
    """Whoever wrote says that it is done."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_confirmed", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    confirmed_on: date


class FeedbackReopened(Event):
    """Whoever wrote says that it is not done; a new promise was given."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_reopened", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    promise_id: UUID
    """Of the new promise."""
    reopened_on: date
    due_on: date
    times: int


class FeedbackRated(Event):
    """How content whoever wrote is, from 1 to 5; `before` is what was said first."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_rated", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    rated_on: date
    rating: int
    before: int | None = None


class FeedbackClosed(Event):
    """Answered, and nobody said in time that it is not done."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_closed", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    closed_on: date


class FeedbackDueMoved(Event):
    """A promise was moved in the open. `judged` says whether lateness is judged by the new day:
    so for a calendar and a lawful pause, never for a reply that it takes longer.
    """

    topic: ClassVar[Topic] = Topic("intake", "feedback_due_moved", 1)

    feedback_id: UUID
    unit: str
    received_on: date
    clock: Clock
    old_on: date
    new_on: date
    why: WhyMoved
    judged: bool
    calendar_version: int | None = None
    moved_on: date
    promise_id: UUID | None = None


class DossierReceived(Event):
    """A dossier was taken in; `due_on` is the appointed date on its receipt."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_received", 1)

    dossier_id: UUID
    unit: str
    procedure: str
    channel: FilingChannel
    received_on: date
    due_on: date


class DossierReturned(Event):
    """The result was ready; on time and early compare with the original appointed date."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_returned", 1)

    dossier_id: UUID
    unit: str
    procedure: str
    channel: FilingChannel
    received_on: date
    due_on: date
    returned_on: date
    on_time: bool
    early: bool
    promise_id: UUID | None = None
    """The promise that was kept or not; the dossier's own where none is named."""
    promised_on: date | None = None
    """The date last promised, where it is not the appointed one."""
