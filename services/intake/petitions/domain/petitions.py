"""Petitions and mediation: counted records of a unit, by code and dates alone.

What a denunciation says and who made it never enters: it is told by number, kind and dates.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from shared.kernel.deadlines import Variant
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection

PetitionId = NewType("PetitionId", UUID)


class PetitionUnknown(NotFound):
    """Không có đơn, vụ việc nào mang số này ở đây.
    No petition or matter here has this number.
    """


class PetitionAlreadyClosed(Conflict):
    """Đơn, vụ việc này đã kết thúc.
    This petition or matter is closed.
    """


class NotAcceptedYet(Conflict):
    """Cần thụ lý trước khi ghi việc này.
    It has to be accepted first.
    """


class AcceptedAlready(Conflict):
    """Đơn, vụ việc này đã được thụ lý.
    It was accepted before.
    """


class OutcomeUnfit(Rejection):
    """Kết quả này không dùng cho loại đơn, vụ việc ấy.
    This is no outcome of that kind of matter.
    """


class PetitionKind(StrEnum):
    """What is counted."""

    RECEPTION = "reception"
    COMPLAINT = "complaint"
    COMPLAINT_SECOND = "complaint_second"
    DENUNCIATION = "denunciation"
    LETTER = "letter"
    MEDIATION = "mediation"
    LABOUR_DISPUTE = "labour_dispute"


class PetitionState(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What came out of it."""

    ANSWERED = "answered"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    DISMISSED = "dismissed"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"


JUDGED = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.DISMISSED})
RECONCILED = frozenset({Outcome.AGREED, Outcome.NOT_AGREED})
OUTCOMES: dict[PetitionKind, frozenset[Outcome]] = {
    PetitionKind.RECEPTION: frozenset({Outcome.ANSWERED}),
    PetitionKind.COMPLAINT: JUDGED,
    PetitionKind.COMPLAINT_SECOND: JUDGED,
    PetitionKind.DENUNCIATION: JUDGED,
    PetitionKind.LETTER: frozenset({Outcome.ANSWERED}),
    PetitionKind.MEDIATION: RECONCILED,
    PetitionKind.LABOUR_DISPUTE: RECONCILED,
}
OPEN = frozenset({PetitionState.RECEIVED, PetitionState.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is opened: no name, no words. `case` is the feedback it was transferred from."""

    kind: PetitionKind
    unit: UnitCode
    received_on: date
    variant: Variant = Variant.PLAIN
    case: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One matter as it stands; each clock has its day, where the law gives one."""

    id: PetitionId
    number: int = 0
    """Given when it is written down, in the order of this node."""
    kind: PetitionKind
    unit: UnitCode
    variant: Variant
    received_on: date
    moved_on: date
    accept_by: date | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    """By when it has to be settled, lawful extensions included."""
    extended: int = 0
    closed_on: date | None = None
    outcome: Outcome | None = None
    state: PetitionState = PetitionState.RECEIVED
    case: UUID | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether nothing final was said yet."""
        return self.state in OPEN

    @property
    def next_by(self) -> date | None:
        """The day that runs now: of accepting first, then of settling."""
        if not self.is_open:
            return None
        waits = self.state is PetitionState.RECEIVED and self.accept_by is not None
        return self.accept_by if waits else self.due_on

    @property
    def is_on_time(self) -> bool | None:
        """Whether it was settled in time; where the law gives no last day, begun in time."""
        if self.closed_on is None:
            return None
        if self.due_on is not None:
            return self.closed_on <= self.due_on
        begun = self.accepted_on or self.closed_on
        return None if self.accept_by is None else begun <= self.accept_by
