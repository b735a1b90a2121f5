"""What intake tells when a case changes hands between nodes, or asks for a higher one.

What a citizen said, and who the citizen is, travels only as a sealed box that nobody but the
addressee opens (docs/decisions/0027). Everything in the clear is ids, codes and dates.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import StringConstraints

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic

Sealed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{1400,}={0,2}$")]
"""A sealed box in base64: no sentence fits this form, and no number of a telephone."""

PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""The 32 bytes of an X25519 key in base64."""

Trail = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A slow hash of a tracking number: who holds the number finds the way, nobody the number."""

HandingReason = Literal["not_ours", "moved", "decided"]
BackReason = Literal["not_ours", "withdrawn", "unreadable"]
EscalationReason = Literal["overdue", "unseen", "nobody_above"]
AppealOutcome = Literal["upheld", "dismissed"]

BOTH_WAYS = (Reach.UP, Reach.DOWN)


class NodeKeyTold(Event):
    """What is meant for the node of `host` alone is sealed to this key, newest first."""

    topic: ClassVar[Topic] = Topic("intake", "node_key_told", 1, reaches=BOTH_WAYS)

    host: str
    key_id: UUID
    key: PublicKey
    made_at: datetime


class FeedbackHandedOver(Event):
    """`unit` sends a case to `to_unit` at another node, promise and clocks as they are.

    `decided`: a superior named the unit, which then cannot say that the case is not its own.
    Whose the case is changes by `FeedbackTakenOver` only.
    """

    topic: ClassVar[Topic] = Topic("intake", "feedback_handed_over", 1, reaches=BOTH_WAYS)

    handover_id: UUID
    feedback_id: UUID
    unit: str
    to_unit: str
    category: str
    received_on: date
    due_on: date
    handed_on: date
    reason: HandingReason
    bounces: int
    decided: bool
    key_id: UUID
    sealed: Sealed
    trails: tuple[Trail, ...]


class FeedbackTakenOver(Event):
    """`unit` has the case now, or again, with the promise that was given first."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_taken_over", 1, reaches=BOTH_WAYS)

    handover_id: UUID
    feedback_id: UUID
    unit: str
    from_unit: str
    category: str
    received_on: date
    due_on: date
    promise_id: UUID
    """The promise begins here under a name of its own."""
    taken_on: date


class FeedbackPassedOn(Event):
    """`unit` has the case no more: `to_unit` has it, and is counted and judged by it."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_passed_on", 1)

    handover_id: UUID
    feedback_id: UUID
    unit: str
    to_unit: str
    category: str
    received_on: date
    due_on: date
    promise_id: UUID
    """The promise that ends here without having been missed."""
    passed_on: date


class FeedbackHandedBack(Event):
    """`unit` does not keep the case; `from_unit` has it again, or its superior decides."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_handed_back", 1, reaches=BOTH_WAYS)

    handover_id: UUID
    feedback_id: UUID
    unit: str
    from_unit: str
    category: str
    received_on: date
    due_on: date
    handed_back_on: date
    reason: BackReason
    bounces: int


class FeedbackHandOverWithdrawn(Event):
    """`unit` wants the case back, if `to_unit` has not taken it over yet."""

    topic: ClassVar[Topic] = Topic(
        "intake", "feedback_hand_over_withdrawn", 1, reaches=BOTH_WAYS
    )

    handover_id: UUID
    feedback_id: UUID
    unit: str
    to_unit: str
    withdrawn_on: date


class FeedbackProgressTold(Event):
    """How far a case has come at `unit`, for the unit it was handed over by."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_progress_told", 1, reaches=BOTH_WAYS)

    handover_id: UUID
    feedback_id: UUID
    unit: str
    from_unit: str
    state: str
    due_on: date
    moved_at: datetime


class FeedbackHostDecided(Event):
    """A superior names the unit that a case belongs to, after two said it was not theirs."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_host_decided", 1, reaches=(Reach.DOWN,))

    handover_id: UUID
    feedback_id: UUID
    unit: str
    """Who decided."""
    holder: str
    """The unit that has the case meanwhile."""
    named: str
    """The unit the case belongs to."""
    decided_on: date


class FeedbackEscalated(Event):
    """A case of `of_unit` is late, and `unit` brings it before `to_unit` above."""

    topic: ClassVar[Topic] = Topic("intake", "feedback_escalated", 1)

    escalation_id: UUID
    feedback_id: UUID
    unit: str
    of_unit: str
    to_unit: str
    category: str
    due_on: date
    escalated_on: date
    level: int
    reason: EscalationReason


class AppealFiled(Event):
    """A citizen who rated the answer poor asks the level above; the words are sealed to it."""

    topic: ClassVar[Topic] = Topic("intake", "appeal_filed", 1)

    appeal_id: UUID
    feedback_id: UUID
    unit: str
    to_unit: str
    category: str
    received_on: date
    due_on: date
    rating: int
    filed_on: date
    key_id: UUID | None = None
    sealed: Sealed | None = None


class AppealDecided(Event):
    """What the level above decided; upheld, the case is opened again until `due_on`."""

    topic: ClassVar[Topic] = Topic("intake", "appeal_decided", 1, reaches=BOTH_WAYS)

    appeal_id: UUID
    feedback_id: UUID
    unit: str
    """Who decided."""
    of_unit: str
    """Whose answer was appealed against."""
    outcome: AppealOutcome
    decided_on: date
    due_on: date | None = None
    key_id: UUID | None = None
    sealed: Sealed | None = None
