"""Appeals: who found the answer poor may ask the level above, once for every answer."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.intake.cases.domain.cases import ANSWERED, Case, CaseId
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection

POOREST = 2
"""A rating that opens the way up: 1 or 2 of 5 (CPGRAMS; anchors a.8)."""


class NoPoorRating(Conflict):
    """Ông/bà đề nghị cấp trên xem xét được khi đã đánh giá câu trả lời 1 hoặc 2 điểm.
    An appeal is open to whoever has rated the answer 1 or 2.
    """


class AlreadyAppealed(Conflict):
    """Câu trả lời này đã được đề nghị cấp trên xem xét.
    The level above has been asked about this answer before.
    """


class NobodyAbove(Conflict):
    """Không có cấp nào ở trên đơn vị này; ông/bà có thể mở lại phản ánh.
    Nobody stands above this unit; you can reopen the case instead.
    """


class AppealUnknown(NotFound):
    """Không có đề nghị xem xét nào như vậy ở đây.
    There is no such appeal here.
    """


class AppealOfAnother(Rejection):
    """Nút này quyết định một đề nghị không gửi cho nó.
    This node decides an appeal that was not made to it.
    """


class AppealDecidedBefore(Conflict):
    """Đề nghị này đã được quyết định.
    This appeal was decided before.
    """


class NewDayNeeded(Rejection):
    """Chấp nhận đề nghị thì phải nêu ngày hẹn mới, sau hôm nay.
    An appeal that is upheld needs a new day, later than today.
    """


class KeyNotKnown(Conflict):
    """Chưa biết khóa niêm phong của đơn vị ấy; xin thử lại sau ít phút.
    The key of that unit's node is not known yet; try again in a few minutes.
    """


class AppealState(StrEnum):
    """How an appeal stands."""

    WAITING = "waiting"
    """Not sent: the key of the level above is not known."""
    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One appeal; its words are readable where they were written, and sealed above."""

    id: UUID
    case_id: CaseId
    promise_id: UUID | None
    """Whose answer it is about; known where the case is."""
    unit: UnitCode
    to_unit: UnitCode
    category: str
    received_on: date
    due_on: date
    rating: int
    filed_on: date
    words: str = ""
    sealed: str | None = None
    key_id: UUID | None = None
    state: AppealState
    decided_on: date | None = None
    decided_by: UUID | None = None
    until: date | None = None


def refuse_appeal(case: Case) -> None:
    """Let only a poor rating of an answer pass.

    Raises:
        NoPoorRating: if there is none.

    """
    if case.state not in ANSWERED or case.rating is None or case.rating > POOREST:
        raise NoPoorRating


def decided(appeal: Appeal, *, until: date | None, on: date, by: UUID | None) -> Appeal:
    """An appeal, upheld with a new day or dismissed without one.

    Raises:
        AppealDecidedBefore: if it was.
        NewDayNeeded: if the new day has come already.

    """
    if appeal.state in {AppealState.UPHELD, AppealState.DISMISSED}:
        raise AppealDecidedBefore
    if until is not None and until <= on:
        raise NewDayNeeded
    state = AppealState.DISMISSED if until is None else AppealState.UPHELD
    return replace(appeal, state=state, until=until, decided_on=on, decided_by=by)
