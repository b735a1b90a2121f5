"""Merging: which cases may be one, and what becomes of a case that another speaks for."""

from dataclasses import replace
from uuid import UUID

from services.intake.cases.domain import case_steps as steps
from services.intake.cases.domain.case_steps import CaseStep
from services.intake.cases.domain.cases import OPEN, Case, CaseState
from services.intake.cases.domain.messages import Message
from shared.kernel.rejection import Conflict, NotFound


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
    return replace(
        steps.moved(case, CaseStep.MERGE), merged_into=main.id, state_before=case.state
    )


def parted(case: Case, *, promise_id: UUID) -> Case:
    """The case, speaking for itself again: it stands where it stood, its dates as they were.

    The promise before ended with the merger, so this one has a name of its own.

    Raises:
        NotMerged: if no case speaks for it.

    """
    return replace(
        steps.moved(case, CaseStep.UNMERGE),
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
    if main.state not in OPEN:
        raise steps.STANDS.get(main.state, steps.NotAnswered)


def refuse_opening(message: Message) -> None:
    """Let pass a message that only added to its case.

    Raises:
        OnlyMessage: if it opened the case.

    """
    if message.opened:
        raise OnlyMessage
