"""Appeals: who found the answer poor may ask the level above, once for every answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from services.intake.cases.domain.cases import ANSWERED, Case, CaseId
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.working_days import ONE_DAY, Calendar

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


NAMESPACE = UUID("6b1f2c0e-5f5f-4f0b-9a43-2d6d0c5c9a11")


class EscalationUnknown(NotFound):
    """Không có việc quá hạn nào như vậy ở đây.
    There is no such late case here.
    """


class EscalationReason(StrEnum):
    """Why it comes before a superior."""

    OVERDUE = "overdue"
    UNSEEN = "unseen"
    """The one before did not look at it."""
    NOBODY_ABOVE = "nobody_above"
    """No superior was found where one should be."""


class LateState(StrEnum):
    """How it stands."""

    OPEN = "open"
    SEEN = "seen"
    RAISED = "raised"
    """Nobody looked at it; it went on."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """So many working days after the promised day, the case is so many levels up."""

    level: int
    after_working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """When what goes how far up."""

    rungs: tuple[Rung, ...]
    unseen_working_days: int
    """After so many days without anybody looking at it, it goes one level further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A late case before a superior."""

    id: UUID
    case_id: UUID
    unit: UnitCode
    to_unit: UnitCode
    category: str
    due_on: date
    level: int
    reason: EscalationReason
    raised_on: date
    is_here: bool
    """Whether the superior is served by this node."""
    state: LateState = LateState.OPEN
    seen_by: UUID | None = None
    seen_on: date | None = None


def escalation_id(case_id: UUID, due_on: date, level: int) -> UUID:
    """The same for the same lateness and level, wherever it is worked out."""
    return uuid5(NAMESPACE, f"{case_id} {due_on} {level}")


def last_day_late(today: date, working_days: int, calendar: Calendar) -> date:
    """The latest promised day that is at least so many working days past.

    >>> last_day_late(date(2026, 3, 6), 3, Calendar())
    datetime.date(2026, 3, 3)
    """
    day, passed = today, 0
    while passed < working_days:
        passed += calendar.is_working_day(day)
        day -= ONE_DAY
    return day


def superior(
    line: Sequence[str], level: int, *, parent: str | None
) -> tuple[UnitCode, EscalationReason]:
    """Before whom a late case comes: that level of the line, or the highest there is.

    `line` is the unit and its superiors of today. Where it has none, the node above is told.

    >>> superior(("east", "district", "city"), 5, parent="district")
    ('city', <EscalationReason.OVERDUE: 'overdue'>)
    >>> superior(("east",), 1, parent="district")
    ('district', <EscalationReason.NOBODY_ABOVE: 'nobody_above'>)
    """
    if len(line) > 1:
        return UnitCode(line[min(level, len(line) - 1)]), EscalationReason.OVERDUE
    return UnitCode(parent or line[0]), EscalationReason.NOBODY_ABOVE


def next_above(line: Sequence[str]) -> UnitCode | None:
    """Who stands above the first of a line."""
    return UnitCode(line[1]) if len(line) > 1 else None


def due_levels(
    due_on: date, today: date, *, ladder: Ladder, calendar: Calendar
) -> Iterator[int]:
    """Every level a case that was promised for a day has to be at by now."""
    for rung in ladder.rungs:
        if due_on <= last_day_late(today, rung.after_working_days, calendar):
            yield rung.level
