"""What intake tells: messages and dossiers received, answered, returned. No words, no names."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

FilingChannel = Literal["counter", "online", "post"]


class FeedbackReceived(Event):
    """A citizen's feedback was accepted and promised an answer by `due_on`."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_received", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    due_on: date


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


class FeedbackRejected(Event):
    """The unit could not take the feedback up, for a reason kept at home."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_rejected", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    rejected_on: date


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
