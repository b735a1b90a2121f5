"""Petitions and mediation: counted records of a unit, by code and dates alone.

What a denunciation says and who made it never enters: it is told by number, kind and dates.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType
from uuid import UUID

from shared.kernel.deadlines import ExtensionsUsedUp, Profiles, Variant, firm_deadline
from shared.kernel.hosting import not_after
from shared.kernel.office_hours import Office
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.step_table import StepTable

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


class StepTooEarly(Rejection):
    """Việc này không thể xảy ra trước việc liền trước.
    This cannot have happened before what happened last.
    """


class PetitionMovedMeanwhile(Conflict):
    """Đơn, vụ việc vừa được người khác cập nhật; hãy xem lại trước khi ghi.
    Somebody else moved this matter meanwhile; look at it again first.
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


class PetitionStep(StrEnum):
    """What moves a petition on."""

    ACCEPT = "accept"
    EXTEND = "extend"
    SETTLE = "settle"
    TRANSFER = "transfer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


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
    def reference(self) -> str:
        """The number as people write it, behind the year."""
        return f"{self.received_on.year}-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether nothing final was said yet."""
        return self.state in OPEN

    @property
    def waits_for_acceptance(self) -> bool:
        """Whether the clock of accepting it runs."""
        return self.state is PetitionState.RECEIVED and self.accept_by is not None

    @property
    def next_by(self) -> date | None:
        """The day that runs now: of accepting first, then of settling."""
        if not self.is_open:
            return None
        return self.accept_by if self.waits_for_acceptance else self.due_on

    @property
    def is_on_time(self) -> bool | None:
        """Whether it was settled in time; where the law gives no last day, begun in time."""
        if self.closed_on is None:
            return None
        if self.due_on is not None:
            return self.closed_on <= self.due_on
        begun = self.accepted_on or self.closed_on
        return None if self.accept_by is None else begun <= self.accept_by


ENDS = {
    PetitionStep.TRANSFER: (OPEN, PetitionState.TRANSFERRED),
    PetitionStep.DECLINE: (OPEN, PetitionState.DECLINED),
    PetitionStep.WITHDRAW: (OPEN, PetitionState.WITHDRAWN),
}
CLOSED = dict.fromkeys(set(PetitionState) - OPEN, PetitionAlreadyClosed)
ACCEPTED_FIRST = StepTable(
    start=PetitionState.RECEIVED,
    transitions={
        PetitionStep.ACCEPT: ({PetitionState.RECEIVED}, PetitionState.ACCEPTED),
        PetitionStep.EXTEND: ({PetitionState.ACCEPTED}, PetitionState.ACCEPTED),
        PetitionStep.SETTLE: ({PetitionState.ACCEPTED}, PetitionState.SETTLED),
        **ENDS,
    },
    stands=CLOSED,
    otherwise={
        PetitionStep.ACCEPT: AcceptedAlready,
        PetitionStep.EXTEND: NotAcceptedYet,
        PetitionStep.SETTLE: NotAcceptedYet,
    },
)
"""The steps of what the law has accepted before it is settled."""
AT_ONCE = StepTable(
    start=PetitionState.RECEIVED,
    transitions={PetitionStep.SETTLE: (OPEN, PetitionState.SETTLED), **ENDS},
    stands=CLOSED,
    otherwise={PetitionStep.ACCEPT: AcceptedAlready, PetitionStep.EXTEND: ExtensionsUsedUp},
)
"""The steps of what is settled as it was received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The clocks of a kind, by their profiles: of accepting it, and of settling it."""

    accept: str = ""
    settle: str = ""

    @property
    def steps(self) -> StepTable[PetitionStep, PetitionState]:
        """The steps of the kind: with a clock of accepting, that comes first."""
        return ACCEPTED_FIRST if self.accept else AT_ONCE


TRACKS: dict[PetitionKind, Track] = {
    PetitionKind.RECEPTION: Track(settle="DP02"),
    PetitionKind.COMPLAINT: Track(accept="DP03", settle="DP04"),
    PetitionKind.COMPLAINT_SECOND: Track(accept="DP03", settle="DP05"),
    PetitionKind.DENUNCIATION: Track(accept="DP06", settle="DP08"),
    PetitionKind.LETTER: Track(settle="DP02"),
    PetitionKind.MEDIATION: Track(accept="DP12"),
    PetitionKind.LABOUR_DISPUTE: Track(settle="DP13"),
}
"""With a clock of accepting, the clock of settling begins when it is accepted."""
TRANSFER_OF_DENUNCIATIONS = "DP07"
MORNING = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What limits are computed by."""

    profiles: Profiles
    office: Office

    def until(self, code: str, since: date, petition: Petition, *, extended: int = 0) -> date:
        """The last day of a limit.

        Raises:
            ExtensionsUsedUp: if the law does not allow so many extensions.
            CalendarYearMissing: if a year it runs through was not published.

        """
        limit = self.profiles.on(code, petition.received_on).limit(
            petition.variant, extended=extended
        )
        start = datetime.combine(since, MORNING, tzinfo=self.office.zone)
        return firm_deadline(limit, start, self.office).on


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionStepTaken:
    """A step as it was taken; `outcome` where it settles."""

    step: PetitionStep
    on: date
    outcome: Outcome | None = None


def opened(opening: Opening, *, called: PetitionId, today: date, law: Law) -> Petition:
    """The matter, with the days the law sets.

    Raises:
        DateInFuture: if it was received after `today`.
        CalendarYearMissing: if a day would rest on a guess.

    """
    begun = Petition(
        id=called,
        kind=opening.kind,
        unit=opening.unit,
        variant=opening.variant,
        received_on=not_after(opening.received_on, today),
        moved_on=opening.received_on,
        case=opening.case,
    )
    track, day = TRACKS[opening.kind], opening.received_on
    if track.accept:
        return replace(begun, accept_by=law.until(track.accept, day, begun))
    return replace(begun, due_on=law.until(track.settle, day, begun))


def moved(petition: Petition, taken: PetitionStepTaken, *, today: date, law: Law) -> Petition:
    """The matter after a step.

    Raises:
        PetitionAlreadyClosed, NotAcceptedYet, AcceptedAlready: if it is not this step's turn.
        DateInFuture, StepTooEarly: if the day cannot be true.
        OutcomeUnfit: if it is settled with what is no outcome of its kind.
        ExtensionsUsedUp: if the law allows no further extension.

    """
    state = TRACKS[petition.kind].steps.after(taken.step, petition.state)
    not_after(taken.on, today)
    if taken.on < petition.moved_on:
        raise StepTooEarly
    after = EFFECTS[taken.step](petition, taken, law)
    return replace(after, state=state, moved_on=taken.on, version=petition.version + 1)


def next_steps(petition: Petition) -> tuple[PetitionStep, ...]:
    """The steps that can be taken now; the law extends the limit of denunciations only."""
    steps = TRACKS[petition.kind].steps.next_steps(petition.state)
    may_extend = petition.kind is PetitionKind.DENUNCIATION
    return tuple(step for step in steps if step is not PetitionStep.EXTEND or may_extend)


def _accepted(petition: Petition, taken: PetitionStepTaken, law: Law) -> Petition:
    settle = TRACKS[petition.kind].settle
    due = law.until(settle, taken.on, petition) if settle else None
    return replace(petition, accepted_on=taken.on, due_on=due)


def _extended(petition: Petition, _taken: PetitionStepTaken, law: Law) -> Petition:
    settle, nth = TRACKS[petition.kind].settle, petition.extended + 1
    if not settle:
        raise ExtensionsUsedUp
    assert petition.accepted_on is not None
    due = law.until(settle, petition.accepted_on, petition, extended=nth)
    return replace(petition, extended=nth, due_on=due)


def _settled(petition: Petition, taken: PetitionStepTaken, law: Law) -> Petition:
    if taken.outcome not in OUTCOMES[petition.kind]:
        raise OutcomeUnfit
    return replace(_closed(petition, taken, law), outcome=taken.outcome)


def _closed(petition: Petition, taken: PetitionStepTaken, _law: Law) -> Petition:
    return replace(petition, closed_on=taken.on)


EFFECTS: dict[PetitionStep, Callable[[Petition, PetitionStepTaken, Law], Petition]] = {
    PetitionStep.ACCEPT: _accepted,
    PetitionStep.EXTEND: _extended,
    PetitionStep.SETTLE: _settled,
    **dict.fromkeys(ENDS, _closed),
}


def is_transferred_in_time(petition: Petition, law: Law) -> bool | None:
    """Whether a denunciation of others' competence was passed on in five working days."""
    if petition.kind is not PetitionKind.DENUNCIATION or petition.closed_on is None:
        return petition.is_on_time
    until = law.until(TRANSFER_OF_DENUNCIATIONS, petition.received_on, petition)
    return petition.closed_on <= until
