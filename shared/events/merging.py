"""What intake tells of triage: cases that became one, or two again, or something else."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic


class FeedbackMerged(Event):
    """Another case speaks for this one; it owes nothing by itself any more."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_merged", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    into: UUID
    merged_on: date
    promise_id: UUID | None = None
    """Which promise ends so; none is said of the first, which has the id of the case."""


class FeedbackUnmerged(Event):
    """A merger was taken back: the case stands by itself, with the promise it had."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_unmerged", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    promise_id: UUID
    """Of the promise that holds from now on; its day is the one there was."""
    due_on: date
    unmerged_on: date


class FeedbackRecategorised(Event):
    """Triage found the case to be about something else than it was filed under."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_recategorised", 1)

    feedback_id: UUID
    unit: str
    category: str
    category_before: str
    received_on: date
    recategorised_on: date


class FeedbackTransferred(Event):
    """The case is a complaint or denunciation in law, and goes that way from here."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_transferred", 1)

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    track: Literal["complaint", "denunciation"]
    transferred_on: date
    promise_id: UUID | None = None
    """Which promise ends so; none is said of the first, which has the id of the case."""
