"""Standing: our states and steps in the words of Open311, which knows open and closed."""

from services.intake.cases.domain.cases import State
from services.intake.open311.domain.asking import Status

OPEN_STATES = frozenset(
    {State.RECEIVED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.HANDED_OVER}
)
NOTES: dict[State, str] = {
    State.RECEIVED: "Đã tiếp nhận / Received",
    State.ACKNOWLEDGED: "Đã có người xem / Acknowledged",
    State.IN_PROGRESS: "Đang xử lý / In progress",
    State.HANDED_OVER: "Đã chuyển đơn vị có thẩm quyền / Handed over to the unit in charge",
    State.RESOLVED: "Đã giải quyết / Resolved",
    State.CONFIRMED: "Đã giải quyết, người gửi xác nhận / Resolved and confirmed",
    State.CLOSED: "Đã giải quyết, hết hạn mở lại / Resolved and closed",
    State.REJECTED: "Không xử lý theo quy trình phản ánh / Not taken up as feedback",
    State.MERGED: "Đã gộp vào phản ánh khác / Merged into another request",
    State.TRANSFERRED: "Đã chuyển trình tự khác theo luật / Goes another legal way",
}
STEPS: dict[str, tuple[str, str]] = {
    "acknowledged": ("investigating", "Đã có người xem / Acknowledged"),
    "taken_up": ("in_progress", "Đang xử lý / In progress"),
    "interim_reply": ("in_progress", "Đã trả lời tiến độ / Interim reply"),
    "resolved": ("fixed", "Đã giải quyết / Resolved"),
    "confirmed": ("closed", "Người gửi xác nhận đã xong / Confirmed by the reporter"),
    "closed": ("closed", "Đã kết thúc / Closed"),
    "rejected": ("no_further_action", "Không xử lý / Not taken up"),
    "reopened": ("reopen", "Đã mở lại / Reopened"),
    "merged": ("duplicate", "Đã gộp / Merged"),
    "handed_over": ("internal_referral", "Đã chuyển đơn vị khác / Handed over"),
    "transferred": ("no_further_action", "Đã chuyển trình tự khác / Transferred"),
}
"""What FixMyStreet's clients call the steps that anybody may see, and what they say."""
OTHERWISE = ("in_progress", "Đã cập nhật / Updated")
REOPENING = frozenset({"reopen", "open"})
FINISHING = frozenset({"closed", "fixed"})


def status_of(state: State) -> Status:
    """Open while somebody owes the next step, wherever that is.

    >>> status_of(State.HANDED_OVER).value, status_of(State.REJECTED).value
    ('open', 'closed')
    """
    return Status.OPEN if state in OPEN_STATES else Status.CLOSED


def step_said(what: str) -> tuple[str, str]:
    """A step as clients of updates know it, and in words."""
    return STEPS.get(what, OTHERWISE)
