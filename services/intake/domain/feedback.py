"""A citizen's feedback, from the moment it is accepted until it is answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from unicodedata import category as kind_of_character
from unicodedata import normalize
from uuid import UUID

from services.intake.domain.categories import Category
from services.intake.domain.tracking import TrackingNumber
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.working_days import Due

FeedbackId = NewType("FeedbackId", UUID)

MAX_TEXT_CHARS = 4_000
MIN_REASON_CHARS = 3
MAX_REASON_CHARS = 500
LINE_BREAKS_AND_TABS = frozenset("\n\r\t")
UNWRITABLE = frozenset({"Cc", "Cs"})
"""Control characters and halves of surrogate pairs: no keyboard writes them."""


class FeedbackEmpty(Rejection):
    """Xin cho biết nội dung phản ánh.
    Please tell us what happened.
    """


class FeedbackTooLong(Rejection):
    """Nội dung phản ánh dài quá 4.000 ký tự; xin viết gọn lại hoặc gửi thành hai phản ánh.
    Please keep your message under 4,000 characters, or send it in two.
    """


class TextUnreadable(Rejection):
    """Nội dung có ký tự điều khiển không đọc được; xin gõ lại hoặc dán lại dạng chữ thường.
    The text holds control characters; please type it again or paste it as plain text.
    """


class FeedbackUnknown(NotFound):
    """Không có phản ánh nào mang mã này ở đây; xin kiểm tra lại từng ký tự trên biên nhận.
    No feedback here has this code; please compare it with your receipt.
    """


class FeedbackAlreadyResolved(Conflict):
    """Phản ánh này đã được giải quyết từ trước.
    This feedback has already been resolved.
    """


class FeedbackAlreadyRejected(Conflict):
    """Phản ánh này đã bị từ chối tiếp nhận từ trước.
    This feedback has already been rejected.
    """


class ReasonTooShort(Rejection):
    """Lý do từ chối phải có ít nhất 3 ký tự, để người dân hiểu vì sao.
    A reason of at least 3 characters is needed, so that people understand why.
    """


class ReasonTooLong(Rejection):
    """Lý do từ chối dài quá 500 ký tự; xin viết gọn lại.
    Please keep the reason under 500 characters.
    """


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    RESOLVED = "resolved"
    REJECTED = "rejected"


CLOSED_ALREADY = {
    State.RESOLVED: FeedbackAlreadyResolved,
    State.REJECTED: FeedbackAlreadyRejected,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a citizen wrote, before any rule has looked at it."""

    text: str
    category: Category
    unit: UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a citizen wrote, accepted. `due` is the promise as it was first given."""

    id: FeedbackId
    number: TrackingNumber
    unit: UnitCode
    category: Category
    text: str
    received_at: datetime
    received_on: date
    due: Due
    state: State = State.RECEIVED
    closed_on: date | None = None
    reason: str | None = None

    @property
    def is_on_time(self) -> bool:
        """Whether the answer came by the day first promised; False while there is none."""
        return self.closed_on is not None and self.closed_on <= self.due.on


def accepted_text(text: str) -> str:
    """The words as they are kept: trimmed, composed, within measure.

    >>> accepted_text("  Đèn đường hỏng  ")
    'Đèn đường hỏng'

    Raises:
        FeedbackEmpty: if nothing but blanks was written.
        FeedbackTooLong: if it exceeds `MAX_TEXT_CHARS`.
        TextUnreadable: if it holds control characters.

    """
    words = normalize("NFC", text).strip()
    if not words:
        raise FeedbackEmpty
    if len(words) > MAX_TEXT_CHARS:
        raise FeedbackTooLong
    _refuse_unwritable(words)
    return words


def resolve(feedback: Feedback, *, on: date) -> Feedback:
    """The case, answered.

    Raises:
        FeedbackAlreadyResolved: if it was resolved before.
        FeedbackAlreadyRejected: if it was rejected before.

    """
    _refuse_closed(feedback)
    return replace(feedback, state=State.RESOLVED, closed_on=on)


def reject(feedback: Feedback, *, reason: str, on: date) -> Feedback:
    """The case, refused for a reason the citizen is owed.

    Raises:
        FeedbackAlreadyResolved: if it was resolved before.
        FeedbackAlreadyRejected: if it was rejected before.
        ReasonTooShort: if the reason says nothing.
        ReasonTooLong: if it exceeds `MAX_REASON_CHARS`.
        TextUnreadable: if it holds control characters.

    """
    _refuse_closed(feedback)
    return replace(
        feedback, state=State.REJECTED, closed_on=on, reason=_accepted_reason(reason)
    )


def _accepted_reason(reason: str) -> str:
    words = normalize("NFC", reason).strip()
    if len(words) < MIN_REASON_CHARS:
        raise ReasonTooShort
    if len(words) > MAX_REASON_CHARS:
        raise ReasonTooLong
    _refuse_unwritable(words)
    return words


def _refuse_closed(feedback: Feedback) -> None:
    if refusal := CLOSED_ALREADY.get(feedback.state):
        raise refusal


def _refuse_unwritable(words: str) -> None:
    if words.isprintable():
        return
    strange = set(words) - LINE_BREAKS_AND_TABS
    if any(kind_of_character(character) in UNWRITABLE for character in strange):
        raise TextUnreadable
