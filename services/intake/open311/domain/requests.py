"""Requests as anybody may see them: where a case stands, and no word that was not published.

What is shown is decided here alone. A case shows its words, its place and its photos if its
reporter signed it and an officer published it; whoever brought it with a key sees what that
key brought. Everybody else sees what it is about, where it stands and when it is due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseState, Visibility
from services.intake.cases.domain.words import accepted_text
from services.intake.open311.domain.documents import (
    Listing,
    Record,
    Value,
    promised_at,
    read_moment,
    written,
)
from services.intake.open311.domain.refusals import (
    PageUnreadable,
    RequestUnknown,
    SpanTooLong,
    StatusUnknown,
)
from shared.kernel.rejection import Conflict

WITHHELD = "Nội dung không công bố / Content not published"
NO_WORDS = "Không có lời kèm / No words"
METRES = 4
"""Decimals of a published point: some ten metres, a house front and not a door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question of a category, and what was answered."""

    code: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep:
    """Something that happened to a case and that anybody may know of."""

    id: UUID
    case: UUID
    what: str
    at: datetime
    words: str = ""
    is_own: bool = False
    """Whether whoever asks brought the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """A case as it is kept, with all that decides what is shown of it."""

    id: UUID
    unit: str
    category: str
    visibility: Visibility
    state: CaseState
    channel: str
    address: str
    latitude: float | None
    longitude: float | None
    received_at: datetime
    promised_on: date
    updated_at: datetime
    published: str | None
    """The words an officer published, if any."""
    own_words: str | None
    """The words whoever asks brought, if any."""
    own_place: bool

    @property
    def is_public(self) -> bool:
        """Whether words and place may be read by anybody."""
        return self.visibility is Visibility.NAMED and self.published is not None

    @property
    def words(self) -> str:
        """The words to be shown to whoever asks."""
        if self.own_words is not None:
            return self.own_words
        return (self.published or "") if self.is_public else WITHHELD

    @property
    def shows_place(self) -> bool:
        """Whether it is shown where exactly it is."""
        return self.is_public or self.own_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a case needs to be told in words: names, photos, answers, steps, and the zone."""

    zone: tzinfo
    services: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    """Published photos, by case."""
    photos_at: str = ""
    """The address of a photo, with `{}` for its id."""
    answers: Mapping[UUID, Sequence[Answered]] = field(default_factory=dict)
    steps: Mapping[UUID, Sequence[RequestStep]] = field(default_factory=dict)


def request_record(case: PublicCase, around: Surroundings, *, extended: bool = False) -> Record:
    """One request; the fields are in the order of the specification."""
    unit = around.units.get(case.unit, case.unit)
    photos = _photos(case, around)
    record: dict[str, Value] = {
        "service_request_id": str(case.id),
        "status": status_of(case.state).value,
        "status_notes": NOTES[case.state],
        "service_name": around.services.get(case.category, case.category),
        "service_code": case.category,
        "description": case.words or NO_WORDS,
        "agency_responsible": unit,
        "requested_datetime": written(case.received_at),
        "updated_datetime": written(case.updated_at),
        "expected_datetime": written(promised_at(case.promised_on, around.zone)),
        "address": (case.address if case.shows_place else "") or unit,
        "lat": _degrees(case, case.latitude),
        "long": _degrees(case, case.longitude),
        "media_url": next(iter(photos), None),
    }
    return record | dict(_extensions(case, around, photos)) if extended else record


def update_record(step: RequestStep) -> Record:
    """One update, as FixMyStreet reads it."""
    status, said = step_said(step.what)
    return {
        "update_id": str(step.id),
        "service_request_id": str(step.case),
        "status": status,
        "external_status_code": step.what,
        "updated_datetime": written(step.at),
        "description": (step.words if step.is_own else "") or said,
    }


def _photos(case: PublicCase, around: Surroundings) -> list[str]:
    shown = around.photos.get(case.id, ()) if case.shows_place else ()
    return [around.photos_at.format(photo) for photo in shown]


def _degrees(case: PublicCase, degrees: float | None) -> float | None:
    if degrees is None or not case.shows_place:
        return None
    return degrees if case.own_place else round(degrees, METRES)


def _extensions(case: PublicCase, around: Surroundings, photos: Sequence[str]) -> Record:
    answers = around.answers.get(case.id, ()) if case.own_words is not None else ()
    return {
        "attributes": Listing("attribute", [_attribute(answer) for answer in answers]),
        "extended_attributes": {
            "channel": case.channel,
            "photos": Listing("photo", [{"media_url": url} for url in photos]),
        },
        "notes": Listing("note", [_note(step) for step in around.steps.get(case.id, ())]),
    }


def _attribute(answered: Answered) -> Record:
    return {
        "code": answered.code,
        "label": answered.label,
        "name": answered.code,
        "value": ", ".join(answered.values),
    }


def _note(step: RequestStep) -> Record:
    return {
        "datetime": written(step.at),
        "description": (step.words if step.is_own else "") or step_said(step.what)[1],
        "type": step.what,
    }


LONGEST_SPAN = timedelta(days=90)
MOST = 1000
"""Requests in one answer, and ids in one question."""
FARTHEST_PAGE = 100_000
MANY_DIGITS = 9

Parameters = Mapping[str, str]
"""Parameters by name, the empty ones left out: an empty parameter is an absent one."""


class Status(StrEnum):
    """All that Open311 itself knows of where a request stands."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From a moment to a moment, both included."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestQuery:
    """Which requests are asked for. Where `ids` are given nothing else counts."""

    ids: tuple[UUID, ...] | None = None
    codes: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset(Status)
    requested: TimeSpan | None = None
    updated: TimeSpan | None = None
    page: int = 1
    size: int = MOST

    @property
    def skipped(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * self.size


def request_query_in(params: Parameters, *, now: datetime, zone: tzinfo) -> RequestQuery:
    """What the parameters ask for; a span nobody names is the last 90 days.

    Raises:
        MomentUnreadable: if a date is none.
        SpanTooLong: if more than 90 days are asked for.
        StatusUnknown: if a status is neither open nor closed.
        PageUnreadable: if a page is no number, or too large.

    """
    ids = ids_in(params)
    if ids is not None:
        return RequestQuery(ids=ids)
    updated = _updated(params, now=now, zone=zone)
    has_dates = "start_date" in params or "end_date" in params
    page, size = page_in(params)
    return RequestQuery(
        codes=tuple(listed(params.get("service_code", ""))),
        statuses=_statuses(params),
        requested=span_in(params, now=now, zone=zone) if has_dates or not updated else None,
        updated=updated,
        page=page,
        size=size,
    )


def span_in(params: Parameters, *, now: datetime, zone: tzinfo) -> TimeSpan:
    """From `start_date` to `end_date`; where one is missing, the other and 90 days.

    Raises:
        MomentUnreadable: if one is no date.
        SpanTooLong: if they lie more than 90 days apart.

    """
    return _span(params.get("start_date"), params.get("end_date"), now=now, zone=zone)


def page_in(params: Parameters) -> tuple[int, int]:
    """Which page, and how many stand on it.

    Raises:
        PageUnreadable: if either is no number, or too large.

    """
    page = _number(params.get("page", "1"), most=FARTHEST_PAGE)
    return page, _number(params.get("page_size", str(MOST)), most=MOST)


def ids_in(params: Parameters) -> tuple[UUID, ...] | None:
    """The requests that are named, if any are; what cannot be one of ours is none."""
    if "service_request_id" not in params:
        return None
    ids = (_id(part) for part in listed(params["service_request_id"])[:MOST])
    return tuple(request_id for request_id in ids if request_id is not None)


def request_id_in(text: str) -> UUID:
    """The id of one request.

    Raises:
        RequestUnknown: if it cannot be one of ours.

    """
    request_id = _id(text)
    if request_id is None:
        raise RequestUnknown
    return request_id


def listed(text: str) -> list[str]:
    """What stands between commas, without blanks and without what is said twice.

    >>> listed(" a, b,,a ")
    ['a', 'b']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _statuses(params: Parameters) -> frozenset[Status]:
    named = listed(params.get("status", "").lower())
    if not named:
        return frozenset(Status)
    if not set(named) <= set(Status):
        raise StatusUnknown
    return frozenset(Status(name) for name in named)


def _updated(params: Parameters, *, now: datetime, zone: tzinfo) -> TimeSpan | None:
    after, before = params.get("updated_after"), params.get("updated_before")
    return _span(after, before, now=now, zone=zone) if after or before else None


def _span(since: str | None, until: str | None, *, now: datetime, zone: tzinfo) -> TimeSpan:
    end = read_moment(until, zone=zone, is_end=True) if until else None
    start = read_moment(since, zone=zone) if since else None
    try:
        end = end or (start + LONGEST_SPAN if start else now)
        start = start or end - LONGEST_SPAN
    except OverflowError as refused:
        raise SpanTooLong from refused
    # A day's end counts as that day, so that two bare dates 90 days apart are 90 days.
    if end - start > LONGEST_SPAN + timedelta(days=1 if since and until else 0):
        raise SpanTooLong
    return TimeSpan(start, end)


def _number(text: str, *, most: int) -> int:
    is_plain = text.isascii() and text.isdigit() and len(text) <= MANY_DIGITS
    if not is_plain or not 1 <= int(text) <= most:
        raise PageUnreadable
    return int(text)


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


class WithheldForGood(Conflict):
    """Người gửi muốn giữ kín danh tính nên nội dung phản ánh này không công bố.
    Whoever wrote wants to stay unknown, so the words of this case are never published.
    """


def publishable(case: Case, words: str) -> str:
    """The words anybody may read: those of a signed case, or fewer.

    Raises:
        WithheldForGood: if the case was not signed.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    if case.visibility is not Visibility.NAMED:
        raise WithheldForGood
    return accepted_text(words or case.text)
