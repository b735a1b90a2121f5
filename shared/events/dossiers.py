"""What happens to a dossier between its receipt and its result. No words, no code, no person.

`promise_id` names the promise a fact is about: the dossier's own id at first, another one
after each whole file, from which the limit is counted anew.
"""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

DelayReason = Literal["other_agency", "complex", "overload", "system", "other"]
EndWithoutResult = Literal["withdrawn", "stopped"]


class DossierSupplementRequested(Event):
    """The applicant was asked to complete the file; asking again (`nth` > 1) is a breach."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_supplement_requested", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    due_on: date
    requested_on: date
    nth: int


class DossierSupplemented(Event):
    """The file is whole: the limit is counted anew, and `due_on` is appointed."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_supplemented", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    supplemented_on: date
    first_due_on: date
    due_on: date


class DossierRescheduled(Event):
    """Another date was named; lateness is still judged by `due_on`. Twice is a breach."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_rescheduled", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    due_on: date
    moved_from: date
    promised_on: date
    rescheduled_on: date
    reason: DelayReason
    nth: int
    noticed_in_time: bool
    """Whether it was said at the latest the day before the appointed date."""


class DossierRejected(Event):
    """The file was sent back in writing; `in_time`: within three working days."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_rejected", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    due_on: date
    rejected_on: date
    in_time: bool


class DossierClosed(Event):
    """It ended without a result: the applicant took it back, or the law stopped it."""

    topic: ClassVar[Topic] = Topic("intake", "dossier_closed", 1)

    dossier_id: UUID
    promise_id: UUID
    unit: str
    procedure: str
    due_on: date
    closed_on: date
    how: EndWithoutResult
