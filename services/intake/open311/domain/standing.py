"""Standing: our states and steps in the words of Open311, which knows open and closed."""

from services.intake.cases.domain.cases import CaseState
from services.intake.open311.domain.asking import Status

OPEN_STATES = frozenset(
    {CaseState.RECEIVED, CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS, CaseState.HANDED_OVER}
)
NOTES: dict[CaseState, str] = {
    CaseState.RECEIVED: "Đã tiếp nhận / Received",
    CaseState.ACKNOWLEDGED: "Đã có người xem / Acknowledged",
    CaseState.IN_PROGRESS: "Đang xử lý / In progress",
    CaseState.HANDED_OVER: "Đã chuyển đơn vị có thẩm quyền / Handed over to the unit in charge",
    CaseState.RESOLVED: "Đã giải quyết / Resolved",
    CaseState.CONFIRMED: "Đã giải quyết, người gửi xác nhận / Resolved and confirmed",
    CaseState.CLOSED: "Đã giải quyết, hết hạn mở lại / Resolved and closed",
    CaseState.REJECTED: "Không xử lý theo quy trình phản ánh / Not taken up as feedback",
    CaseState.MERGED: "Đã gộp vào phản ánh khác / Merged into another request",
    CaseState.TRANSFERRED: "Đã chuyển trình tự khác theo luật / Goes another legal way",
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


def status_of(state: CaseState) -> Status:
    """Open while somebody owes the next step, wherever that is.

    >>> status_of(CaseState.HANDED_OVER).value, status_of(CaseState.REJECTED).value
    ('open', 'closed')
    """
    return Status.OPEN if state in OPEN_STATES else Status.CLOSED


def step_said(what: str) -> tuple[str, str]:
    """A step as clients of updates know it, and in words."""
    return STEPS.get(what, OTHERWISE)
