"""Steps: the way of a case. Out of turn it is refused by name; “not ours” closes nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.intake.cases.domain.cases import (
    ANSWERED,
    OPEN,
    Case,
    CaseKind,
    CaseState,
    RejectReason,
)
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.words import accepted_reason
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.step_table import StepTable
from shared.kernel.working_days import Due

REOPEN_DAYS = 15
"""Days after a resolution in which whoever wrote may say it is not done; a proposal."""
WORST, BEST = 1, 5
LAWFUL = frozenset({CaseKind.COMPLAINT, CaseKind.DENUNCIATION})
"""What the law gives a way of its own."""


class CaseStep(StrEnum):
    """What moves a case on."""

    ACKNOWLEDGE = "acknowledge"
    WORK = "work"
    """Somebody takes it up, or tells how far it has come."""
    RESOLVE = "resolve"
    REJECT = "reject"
    TRANSFER = "transfer"
    HAND_OVER = "hand_over"
    COME_BACK = "come_back"
    """Whoever was to take it over did not."""
    MERGE = "merge"
    UNMERGE = "unmerge"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    RATE = "rate"
    CLOSE = "close"


class FeedbackAlreadyResolved(Conflict):
    """Phản ánh này đã được giải quyết từ trước.
    This feedback has already been resolved.
    """


class FeedbackAlreadyRejected(Conflict):
    """Phản ánh này đã bị từ chối tiếp nhận từ trước.
    This feedback has already been rejected.
    """


class FeedbackElsewhere(Conflict):
    """Phản ánh này đã bàn giao cho đơn vị khác.
    This feedback has been handed over to another unit.
    """


class FeedbackMergedAlready(Conflict):
    """Phản ánh này đã gộp vào một phản ánh khác; hãy làm việc ở phản ánh ấy.
    This feedback was merged into another case; work on that one.
    """


class FeedbackTransferred(Conflict):
    """Việc này đã chuyển sang trình tự khiếu nại, tố cáo.
    This matter now goes the legal way of complaints and denunciations.
    """


class AcknowledgedBefore(Conflict):
    """Phản ánh này đã được xác nhận tiếp nhận.
    This feedback has been acknowledged before.
    """


class NotAnswered(Conflict):
    """Phản ánh này chưa có trả lời để xác nhận, đánh giá hoặc mở lại.
    This feedback has no answer yet that could be confirmed, rated or contested.
    """


class NotElsewhere(Conflict):
    """Phản ánh này không ở trạng thái bàn giao.
    This feedback is not being handed over.
    """


class NotMerged(Conflict):
    """Phản ánh này không gộp vào phản ánh nào.
    This feedback is not merged into another case.
    """


class ReopenWindowOver(Conflict):
    """Đã quá hạn mở lại phản ánh này; xin gửi phản ánh mới, có thể nhắc mã cũ.
    The time to reopen this feedback is over; please send a new one and name the old code.
    """


class RatingOutOfRange(Rejection):
    """Điểm đánh giá từ 1 (rất không hài lòng) đến 5 (rất hài lòng).
    A rating goes from 1 (very dissatisfied) to 5 (very satisfied).
    """


class NewDayTooEarly(Rejection):
    """Ngày hẹn mới phải sau ngày đã hẹn.
    The new day must lie after the one that was promised.
    """


class NotALegalWay(Rejection):
    """Chỉ chuyển sang trình tự khiếu nại hoặc tố cáo.
    It can only be moved to the way of complaints or of denunciations.
    """


S = CaseState
STEPS = StepTable(
    start=S.RECEIVED,
    transitions={
        CaseStep.ACKNOWLEDGE: ({S.RECEIVED}, S.ACKNOWLEDGED),
        CaseStep.WORK: (OPEN, S.IN_PROGRESS),
        CaseStep.RESOLVE: (OPEN, S.RESOLVED),
        CaseStep.REJECT: (OPEN, S.REJECTED),
        CaseStep.TRANSFER: (OPEN, S.TRANSFERRED),
        CaseStep.HAND_OVER: (OPEN, S.HANDED_OVER),
        CaseStep.COME_BACK: ({S.HANDED_OVER}, S.IN_PROGRESS),
        CaseStep.MERGE: (OPEN, S.MERGED),
        CaseStep.UNMERGE: ({S.MERGED}, None),
        CaseStep.CONFIRM: ({S.RESOLVED, S.CLOSED}, S.CONFIRMED),
        CaseStep.REOPEN: (ANSWERED, S.IN_PROGRESS),
        CaseStep.RATE: (ANSWERED, None),
        CaseStep.CLOSE: ({S.RESOLVED}, S.CLOSED),
    },
    always={CaseStep.COME_BACK: NotElsewhere, CaseStep.UNMERGE: NotMerged},
    stands={
        S.RESOLVED: FeedbackAlreadyResolved,
        S.CONFIRMED: FeedbackAlreadyResolved,
        S.CLOSED: FeedbackAlreadyResolved,
        S.REJECTED: FeedbackAlreadyRejected,
        S.HANDED_OVER: FeedbackElsewhere,
        S.MERGED: FeedbackMergedAlready,
        S.TRANSFERRED: FeedbackTransferred,
    },
    otherwise={
        CaseStep.ACKNOWLEDGE: AcknowledgedBefore,
        CaseStep.CONFIRM: NotAnswered,
        CaseStep.REOPEN: NotAnswered,
        CaseStep.RATE: NotAnswered,
        CaseStep.CLOSE: NotAnswered,
    },
)


def moved(case: Case, step: CaseStep) -> Case:
    """The case after a step, its dates untouched: no step but an explicit move changes one.

    Raises:
        Conflict: the table's own, if it is not this step's turn.

    """
    return replace(case, state=STEPS.after(step, case.state), version=case.version + 1)


def touched(case: Case) -> Case:
    """The case with a new version where it stands, if it is still on its way.

    Raises:
        Conflict: the table's own, if nobody works on it any more.

    """
    refuse_ended(case)
    return replace(case, version=case.version + 1)


def refuse_ended(case: Case) -> None:
    """Let pass a case that is worked on.

    Raises:
        Conflict: the table's own, if nobody works on it any more.

    """
    STEPS.after(CaseStep.WORK, case.state)


def acknowledged(case: Case, *, at: datetime) -> Case:
    """Whoever wrote is told that somebody has read it."""
    return replace(moved(case, CaseStep.ACKNOWLEDGE), acknowledged_at=at)


def worked_on(case: Case, *, at: datetime, by: UUID | None = None) -> Case:
    """Somebody has it; that counts as having read it."""
    after = moved(case, CaseStep.WORK)
    return replace(
        after, acknowledged_at=case.acknowledged_at or at, assigned_to=by or case.assigned_to
    )


def answered_meanwhile(case: Case, *, at: datetime, new_day: date | None = None) -> Case:
    """An interim reply: how far it has come and, if it takes longer, until when.

    Raises:
        NewDayTooEarly: if the new day lies no later than the one promised.

    """
    after = replace(worked_on(case, at=at), answered_at=case.answered_at or at)
    if new_day is None:
        return after
    if new_day <= case.promised_on:
        raise NewDayTooEarly
    return replace(after, promised_on=new_day)


def resolved(case: Case, *, at: datetime, on: date) -> Case:
    """The case, answered; whoever wrote has `REOPEN_DAYS` from here to say it is not done."""
    return replace(
        moved(case, CaseStep.RESOLVE),
        acknowledged_at=case.acknowledged_at or at,
        answered_at=case.answered_at or at,
        resolved_at=at,
        closed_on=on,
        reopen_until=on + timedelta(days=REOPEN_DAYS),
    )


def rejected(case: Case, *, why: RejectReason, reason: str, on: date) -> Case:
    """The case, refused for a reason the citizen is owed.

    Raises:
        ReasonTooShort, ReasonTooLong, TextUnreadable: if the reason cannot be kept.

    """
    after = moved(case, CaseStep.REJECT)
    return replace(after, closed_on=on, reason_code=why.value, reason=accepted_reason(reason))


def transferred(case: Case, kind: CaseKind) -> Case:
    """The case, which goes the legal way of complaints or denunciations from here.

    Raises:
        NotALegalWay: if it is neither.

    """
    if kind not in LAWFUL:
        raise NotALegalWay
    return replace(moved(case, CaseStep.TRANSFER), kind=kind)


def confirmed(case: Case) -> Case:
    """Whoever wrote says it is done."""
    return moved(case, CaseStep.CONFIRM)


def reopened(case: Case, *, on: date, due: Due, promise_id: UUID) -> Case:
    """Whoever wrote says it is not done: the work goes on, with a promise of its own.

    Raises:
        ReopenWindowOver: if the days to do so are over.

    """
    after = moved(case, CaseStep.REOPEN)
    if case.reopen_until is None or on > case.reopen_until:
        raise ReopenWindowOver
    return replace(
        after,
        reopened=case.reopened + 1,
        promise_id=promise_id,
        due_on=due.on,
        due_is_provisional=due.provisional,
        promised_on=due.on,
        resolved_at=None,
        closed_on=None,
        reopen_until=None,
        rating=None,
    )


def rated(case: Case, rating: int) -> Case:
    """How content whoever wrote is.

    Raises:
        RatingOutOfRange: if it is no number from 1 to 5.

    """
    after = moved(case, CaseStep.RATE)
    if not WORST <= rating <= BEST:
        raise RatingOutOfRange
    return replace(after, rating=rating)


def closed(case: Case) -> Case:
    """The days to say it is not done are over."""
    return moved(case, CaseStep.CLOSE)


class MergedIntoItself(Conflict):
    """Không thể gộp một phản ánh vào chính nó.
    A case cannot be merged into itself.
    """


class MergedElsewhere(Conflict):
    """Chỉ gộp được các phản ánh của cùng một đơn vị; nếu khác, hãy bàn giao trước.
    Only cases of one unit can be merged; hand one over first.
    """


class MessageUnknown(NotFound):
    """Phản ánh này không có tin nào mang mã ấy.
    This case has no message with that code.
    """


class OnlyMessage(Conflict):
    """Đây là tin đã mở ra phản ánh; không tách được.
    This message opened the case; it cannot be split off.
    """


def merged_into(case: Case, main: Case) -> Case:
    """The case, which `main` speaks for from now on.

    Raises:
        MergedIntoItself, MergedElsewhere: if they cannot be one.
        Conflict: if it is not its turn, or nobody works on `main` any more.

    """
    if case.id == main.id:
        raise MergedIntoItself
    refuse_apart(case, main)
    return replace(moved(case, CaseStep.MERGE), merged_into=main.id, state_before=case.state)


def parted(case: Case, *, promise_id: UUID) -> Case:
    """The case, speaking for itself again: it stands where it stood, its dates as they were.

    The promise before ended with the merger, so this one has a name of its own.

    Raises:
        NotMerged: if no case speaks for it.

    """
    return replace(
        moved(case, CaseStep.UNMERGE),
        state=case.state_before or CaseState.RECEIVED,
        merged_into=None,
        state_before=None,
        promise_id=promise_id,
    )


def refuse_apart(case: Case, main: Case) -> None:
    """Let pass what belongs to one unit, and to a case that is worked on.

    Raises:
        MergedElsewhere: if they belong to two units.
        Conflict: if nobody works on `main` any more.

    """
    if case.unit != main.unit:
        raise MergedElsewhere
    refuse_ended(main)


def refuse_opening(message: Message) -> None:
    """Let pass a message that only added to its case.

    Raises:
        OnlyMessage: if it opened the case.

    """
    if message.opened:
        raise OnlyMessage
