"""What intake tells of letters and of broken promises: ids, codes and days, no words."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

SubjectKind = Literal["dossier", "feedback", "model", "activity"]


class LetterIssued(Event):
    """A unit signed and numbered a letter; what it says stays where it was written.

    `about_on` is the promised day an apology is for, or the day of what thanks are given
    for. `before_due`: it came no later than the law has it. `complete`: it gives a reason
    and a new day. `ends_silence`: the promise was broken before, and told of as such.
    """

    topic: ClassVar[Topic] = Topic("intake", "letter_issued", 1)

    letter_id: UUID
    unit: str
    kind: Literal["apology", "thanks"]
    subject_kind: SubjectKind
    subject: UUID
    about_on: date
    issued_on: date
    before_due: bool
    complete: bool
    ends_silence: bool


class PromiseMissed(Event):
    """A promised day passed without a result; what was said to whoever waits, and how early.

    `notice`: at least a day before. `in_time`: at the latest on the day, complete. `late`:
    with the breach itself, or without reason or new day. `none`: nothing yet.
    """

    topic: ClassVar[Topic] = Topic("intake", "promise_missed", 1)

    subject_kind: Literal["dossier", "feedback"]
    subject: UUID
    unit: str
    promised_on: date
    missed_on: date
    apology: Literal["notice", "in_time", "late", "none"]
