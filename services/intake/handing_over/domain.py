"""Handing over: who may give a case to whom, when it comes back, and when a superior decides.

“Not ours” closes nothing: the case goes to somebody else, with its promise. Two units may
say so; then the node above both names the unit, and that one keeps it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseId
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, Rejection

MOST_BOUNCES = 2
"""How often “not ours” is taken for an answer (anchors, row 9)."""


class HandedToItself(Rejection):
    """Phản ánh này đang ở chính đơn vị ấy.
    The case is with this unit already.
    """


class NobodyServesIt(Rejection):
    """Chưa rõ nút nào phục vụ đơn vị này nên chưa thể bàn giao; hãy kiểm tra mã đơn vị.
    It is not known which node serves this unit; check its code.
    """


class SuperiorDecides(Conflict):
    """Hai đơn vị đã trả lại phản ánh này; cấp trên đang quyết định đơn vị xử lý.
    Two units have handed this case back; the level above is deciding whose it is.
    """


class SuperiorHasDecided(Conflict):
    """Cấp trên đã quyết định đơn vị này xử lý; không trả lại hay chuyển tiếp được nữa.
    The level above has named this unit; the case cannot be handed on any more.
    """


class NotHandedToUs(Conflict):
    """Phản ánh này không do nơi khác bàn giao đến nên không trả lại được; hãy bàn giao cho
    đơn vị có thẩm quyền.
    Nobody handed this case to us, so there is nobody to hand it back to; hand it over.
    """


class WorkHasBegun(Conflict):
    """Đã bắt đầu xử lý phản ánh này; muốn chuyển, hãy bàn giao và nêu đơn vị nhận.
    Work on this case has begun; hand it over to a unit that you name.
    """


class TakenOverAlready(Conflict):
    """Nơi nhận đã tiếp nhận phản ánh này; không rút lại được nữa.
    The case has been taken over; it can no longer be taken back.
    """


class HandOverOfAnother(Rejection):
    """Nút này nói về một lần bàn giao không gửi cho nó.
    This node speaks of a hand-over that was not made to it.
    """


class CaseNeverLeft(Rejection):
    """Phản ánh này vẫn ở đây, chưa bàn giao đi, nên không nhận từ nút khác được.
    This case is here and was never handed over, so no other node can bring it.
    """


class NotDecided(Rejection):
    """Lần bàn giao này viện dẫn một quyết định mà cấp trên không ra.
    This hand-over names a decision that nobody above has taken.
    """


class NoWayThere(Rejection):
    """Tin này không có đường tới đơn vị nhận; cây đơn vị ở các cấp có thể chưa khớp.
    There is no way from here to the unit addressed; the trees of the levels may differ.
    """


class SpeaksForAnother(Rejection):
    """Nút này nói thay cho một đơn vị do nút khác phục vụ.
    This node speaks for a unit that another node serves.
    """


class HandState(StrEnum):
    """How far a hand-over has come."""

    WAITING = "waiting"
    """Not sent: the receiver's key is not known, or was lost."""
    SENT = "sent"
    WITHDRAWING = "withdrawing"
    """Asked back; whoever comes first, the taking over or the withdrawal, wins."""
    TAKEN_OVER = "taken_over"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    VOID = "void"
    """Withdrawn before it came."""


class Why(StrEnum):
    """Why a hand-over waits."""

    NOTHING = ""
    KEY_UNKNOWN = "key_unknown"
    KEY_LOST = "key_lost"


class HandReason(StrEnum):
    """Why a case changes hands."""

    NOT_OURS = "not_ours"
    MOVED = "moved"
    """The work belongs to another unit now."""
    DECIDED = "decided"
    """A superior said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One way of a case from a unit to another, as the node at either end keeps it."""

    id: UUID
    case_id: CaseId
    is_out: bool
    """Whether it leaves from here."""
    unit: UnitCode
    to_unit: UnitCode
    reason: HandReason
    bounces: int
    """How often the case had come back before."""
    decided: bool
    handed_at: datetime
    state: HandState
    why: Why = Why.NOTHING
    key_id: UUID | None = None
    """The key it was sealed to."""
    settled_at: datetime | None = None
    stands: str = ""
    """How far the case has come where it is now, as that node last said."""
    stands_due_on: date | None = None
    stands_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in {HandState.WAITING, HandState.SENT, HandState.WITHDRAWING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a superior has to decide, or has decided: whose case it is."""

    case_id: CaseId
    handover_id: UUID
    holder: UnitCode
    """Who has it meanwhile."""
    category: str
    received_on: date
    due_on: date
    is_ours: bool
    """Whether it is this node that decides."""
    asked_on: date
    named: UnitCode | None = None
    decided_by: UUID | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """That a unit said a case is not its own."""

    id: UUID
    case_id: CaseId
    unit: UnitCode
    from_unit: UnitCode
    reason: str
    happened_on: date


def refuse_hand_over(
    unit: str, to_unit: str, *, bounces: int, decision: Decision | None
) -> None:
    """Let a case go on to another unit, unless it is a superior's turn, or was.

    Raises:
        HandedToItself: if it is there already.
        SuperiorDecides: if two units have handed it back and nobody has decided yet.
        SuperiorHasDecided: if a superior has named this unit, or named another.

    """
    if unit == to_unit:
        raise HandedToItself
    if decision is not None and decision.named is not None and decision.named != to_unit:
        raise SuperiorHasDecided
    if bounces >= MOST_BOUNCES and (decision is None or decision.named is None):
        raise SuperiorDecides


def refuse_hand_back(came_by: HandOver | None, *, has_begun: bool) -> HandOver:
    """The way a case came, if it may go back by it.

    Raises:
        NotHandedToUs: if nobody handed it over.
        SuperiorHasDecided: if a superior named this unit.
        WorkHasBegun: if somebody has begun to work on it.

    """
    if came_by is None or came_by.is_out or came_by.state is not HandState.TAKEN_OVER:
        raise NotHandedToUs
    if came_by.decided or came_by.bounces >= MOST_BOUNCES:
        raise SuperiorHasDecided
    if has_begun:
        raise WorkHasBegun
    return came_by


def withdrawn(way: HandOver, *, at: datetime) -> HandOver:
    """The hand-over, asked back: at once if it was never sent.

    Raises:
        TakenOverAlready: if it is over.

    """
    if way.state is HandState.WAITING:
        return replace(way, state=HandState.WITHDRAWN, settled_at=at)
    if way.is_over:
        raise TakenOverAlready
    return replace(way, state=HandState.WITHDRAWING)


def needs_decision(bounces: int) -> bool:
    """Whether it is the superior's turn.

    >>> needs_decision(1), needs_decision(2)
    (False, True)
    """
    return bounces >= MOST_BOUNCES


def asked_of(
    case: Case, way: HandOver, *, holder: UnitCode, is_ours: bool, on: date
) -> Decision:
    """The question whose a case is, for whoever stands above."""
    return Decision(
        case_id=case.id,
        handover_id=way.id,
        holder=holder,
        category=case.category,
        received_on=case.received_on,
        due_on=case.due_on,
        is_ours=is_ours,
        asked_on=on,
    )


def is_news(way: HandOver, at: datetime) -> bool:
    """Whether what was told of a case elsewhere is newer than what is known."""
    return way.stands_at is None or way.stands_at < at


TOLD_AGAIN_AFTER = timedelta(days=30)
"""A node that joins late hears of every key within a month, however short streams are kept."""
LOST_AGAIN_AFTER = timedelta(hours=1)
"""A key is not made anew more often than this, whoever says that the last one was lost."""


class KeyOfAnother(Rejection):
    """Nút này báo khóa thay cho nút khác; mỗi nút chỉ được báo khóa của chính mình.
    This node tells the key of another; a node tells only its own.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key that things meant for the node of `host` are sealed to."""

    host: str
    id: UUID
    public: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A key of this node; older ones stay, for what was sealed to them may come late."""

    id: UUID
    public: bytes
    private: bytes = field(repr=False)
    made_at: datetime
    told_at: datetime

    def is_due_again(self, now: datetime) -> bool:
        """Whether it was told so long ago that a newcomer may not have heard it."""
        return now - self.told_at >= TOLD_AGAIN_AFTER

    def may_be_replaced(self, now: datetime) -> bool:
        """Whether it is old enough to be given up for a new one."""
        return now - self.made_at >= LOST_AGAIN_AFTER


def refuse_key_of_another(key: KnownKey, speaker: str) -> None:
    """Let a node speak of its own key only.

    Raises:
        KeyOfAnother: if it speaks of somebody else's.

    """
    if key.host != speaker:
        raise KeyOfAnother


def newest(keys: Collection[KnownKey]) -> KnownKey | None:
    """The key that counts: the last made; of two made at once the greater id, everywhere.

    >>> newest([]) is None
    True
    """
    return max(keys, key=lambda key: (key.made_at, key.id.int), default=None)
