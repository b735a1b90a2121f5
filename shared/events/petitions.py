"""What happens to petitions, mediations and labour disputes: kinds, dates, outcomes; nobody."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Topic

PetitionKind = Literal[
    "reception", "complaint", "complaint_second", "denunciation", "letter",
    "mediation", "labour_dispute",
]  # fmt: skip
PetitionOutcome = Literal["answered", "upheld", "partly_upheld", "dismissed"]
PetitionEnd = Literal["transferred", "declined", "withdrawn"]


class PetitionReceived(Event):
    """A matter was taken in; where the law gives a day for it, that day."""

    topic: ClassVar[Topic] = Topic("intake", "petition_received", 1)

    petition_id: UUID
    unit: str
    kind: PetitionKind
    received_on: date
    accept_by: date | None
    due_on: date | None


class PetitionAccepted(Event):
    """The unit takes it up; from now on the limit of settling it runs."""

    topic: ClassVar[Topic] = Topic("intake", "petition_accepted", 1)

    petition_id: UUID
    unit: str
    kind: PetitionKind
    accept_by: date | None
    accepted_on: date
    in_time: bool
    due_on: date | None


class PetitionExtended(Event):
    """Its limit was extended as the law allows."""

    topic: ClassVar[Topic] = Topic("intake", "petition_extended", 1)

    petition_id: UUID
    unit: str
    kind: PetitionKind
    extended_on: date
    moved_from: date
    due_on: date
    nth: int


class PetitionSettled(Event):
    """It was answered or judged; `on_time` by its limit, lawful extensions included."""

    topic: ClassVar[Topic] = Topic("intake", "petition_settled", 1)

    petition_id: UUID
    unit: str
    kind: PetitionKind
    received_on: date
    due_on: date | None
    settled_on: date
    outcome: PetitionOutcome
    on_time: bool


class PetitionClosed(Event):
    """It ended otherwise: passed on to who is competent, not taken up, or taken back."""

    topic: ClassVar[Topic] = Topic("intake", "petition_closed", 1)

    petition_id: UUID
    unit: str
    kind: PetitionKind
    received_on: date
    closed_on: date
    how: PetitionEnd
    in_time: bool | None


class MediationHeld(Event):
    """A grassroots mediation was concluded; successful: the parties agreed."""

    topic: ClassVar[Topic] = Topic("intake", "mediation_held", 1)

    mediation_id: UUID
    unit: str
    received_on: date
    held_on: date
    is_successful: bool


class LabourDisputeSettled(Event):
    """A labour dispute was concluded by mediation, dialogue or bargaining, or was not."""

    topic: ClassVar[Topic] = Topic("intake", "labour_dispute_settled", 1)

    dispute_id: UUID
    unit: str
    received_on: date
    due_on: date | None
    concluded_on: date
    is_settled: bool
    on_time: bool
