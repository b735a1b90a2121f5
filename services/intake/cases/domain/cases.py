"""Cases: a citizen's feedback, from the moment it is accepted until nothing is left to do."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.categories.domain import CategoryCode
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.working_days import Due

CaseId = NewType("CaseId", UUID)

LATITUDES, LONGITUDES = (-90.0, 90.0), (-180.0, 180.0)
MAX_ADDRESS_CHARS = 300


class FeedbackUnknown(NotFound):
    """Không có phản ánh nào mang mã này ở đây; xin kiểm tra lại từng ký tự trên biên nhận.
    No feedback here has this code; please compare it with your receipt.
    """


class CaseChangedMeanwhile(Conflict):
    """Phản ánh này vừa được người khác xử lý; xin xem lại rồi làm tiếp, nội dung đã gõ vẫn còn.
    Somebody else has just worked on this case; look at it again, what you typed is kept.
    """


class PositionUnusable(Rejection):
    """Vị trí cần đủ vĩ độ (−90 đến 90) và kinh độ (−180 đến 180), hoặc để trống cả hai.
    A position needs a latitude (−90 to 90) and a longitude (−180 to 180), or neither.
    """


class AddressTooLong(Rejection):
    """Địa điểm dài quá 300 ký tự; xin viết gọn lại.
    Please keep the place under 300 characters.
    """


class CaseState(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    HANDED_OVER = "handed_over"
    """Another node has it, or is to take it over."""
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    """Whoever wrote says it is done."""
    CLOSED = "closed"
    """Resolved, and nobody said otherwise in time."""
    REJECTED = "rejected"
    MERGED = "merged"
    """Another case here speaks for it."""
    TRANSFERRED = "transferred"
    """A complaint or denunciation in law: it goes its own legal way."""


OPEN = frozenset({CaseState.RECEIVED, CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS})
"""The states in which somebody here owes the next step."""
ANSWERED = frozenset({CaseState.RESOLVED, CaseState.CONFIRMED, CaseState.CLOSED})


class CaseKind(StrEnum):
    """What a citizen wants of us (domain reference 4.3)."""

    REFLECTION = "reflection"
    RECOMMENDATION = "recommendation"
    QUESTION = "question"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class Visibility(StrEnum):
    """Who may know who wrote."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    """The identity is sealed; each opening needs a reason and leaves a trace."""
    ANONYMOUS = "anonymous"
    """Nobody: no contact is kept."""


class RejectReason(StrEnum):
    """Why a case may end without an answer. That it is not ours is none: it is handed over."""

    UNCLEAR = "unclear"
    ABUSIVE = "abusive"
    ADVERTISING = "advertising"
    ANSWERED_BEFORE = "answered_before"
    IN_COURT = "in_court"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where something is: in degrees (WGS 84), in words, or both."""

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case with its clocks.

    `due_on` is the day the present promise is judged by, `promised_on` what the citizen was
    last told. Neither moves without a row in `clock_moves` that says why. `promise_id` names
    the present promise: a case that was reopened is promised anew.
    """

    id: CaseId
    number: TrackingNumber
    """The number of the message that opened it."""
    unit: UnitCode
    category: CategoryCode
    """The topmost category it is about: what events and figures go by."""
    leaf: str = ""
    """The exact one, in the tree of the day it was filed; empty: no closer than `category`."""
    kind: CaseKind = CaseKind.REFLECTION
    channel: str = "online_channel"
    visibility: Visibility = Visibility.ANONYMOUS
    text: str
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    received_at: datetime
    received_on: date
    acknowledge_by: date
    acknowledged_at: datetime | None = None
    answer_by: date
    answered_at: datetime | None = None
    promise_id: UUID
    due_on: date
    due_is_provisional: bool = False
    promised_on: date
    state: CaseState = CaseState.RECEIVED
    version: int = 1
    assigned_to: UUID | None = None
    """The account of the officer who has it."""
    routed_by: str = ""
    """Which rule brought it to its unit, as a code; empty: nobody but the sender did."""
    resolved_at: datetime | None = None
    reopen_until: date | None = None
    closed_on: date | None = None
    reason_code: str | None = None
    reason: str | None = None
    reopened: int = 0
    bounces: int = 0
    rating: int | None = None
    merged_into: CaseId | None = None
    state_before: CaseState | None = None
    """What a merger or a hand-over is undone to."""

    @property
    def due(self) -> Due:
        """The day it is judged by, and whether a calendar to come may move it."""
        return Due(self.due_on, self.due_is_provisional)

    @property
    def is_open(self) -> bool:
        """Whether somebody here owes the next step."""
        return self.state in OPEN

    @property
    def is_on_time(self) -> bool:
        """Whether the answer came by the day it is judged by; False while there is none."""
        return self.closed_on is not None and self.closed_on <= self.due_on


def accepted_location(location: Location) -> Location:
    """A place that can be on this earth.

    >>> accepted_location(Location(address=" Ngõ 12 "))
    Location(latitude=None, longitude=None, address='Ngõ 12')

    Raises:
        PositionUnusable: if one of two degrees is missing or none is there.
        AddressTooLong: if it exceeds `MAX_ADDRESS_CHARS`.

    """
    address = " ".join(location.address.split())
    if len(address) > MAX_ADDRESS_CHARS:
        raise AddressTooLong
    if not address.isprintable():
        raise PositionUnusable
    degrees = (location.latitude, location.longitude)
    if degrees == (None, None):
        return Location(address=address)
    if not (_within(location.latitude, LATITUDES) and _within(location.longitude, LONGITUDES)):
        raise PositionUnusable
    return Location(latitude=location.latitude, longitude=location.longitude, address=address)


def _within(degree: float | None, limits: tuple[float, float]) -> bool:
    return degree is not None and limits[0] <= degree <= limits[1]
