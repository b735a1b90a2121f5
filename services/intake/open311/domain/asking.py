"""Asking: which requests, or which updates, somebody wants to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from services.intake.open311.domain.moments import read_moment
from services.intake.open311.domain.refusals import (
    PageUnreadable,
    RequestUnknown,
    SpanTooLong,
    StatusUnknown,
)

LONGEST_SPAN = timedelta(days=90)
MOST = 1000
"""Requests in one answer, and ids in one question."""
FARTHEST_PAGE = 100_000
MANY_DIGITS = 9

Asked = Mapping[str, str]
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


def wanted_in(asked: Asked, *, now: datetime, zone: tzinfo) -> RequestQuery:
    """What the parameters ask for; a span nobody names is the last 90 days.

    Raises:
        MomentUnreadable: if a date is none.
        SpanTooLong: if more than 90 days are asked for.
        StatusUnknown: if a status is neither open nor closed.
        PageUnreadable: if a page is no number, or too large.

    """
    ids = ids_in(asked)
    if ids is not None:
        return RequestQuery(ids=ids)
    updated = _updated(asked, now=now, zone=zone)
    has_dates = "start_date" in asked or "end_date" in asked
    page, size = page_in(asked)
    return RequestQuery(
        codes=tuple(listed(asked.get("service_code", ""))),
        statuses=_statuses(asked),
        requested=span_in(asked, now=now, zone=zone) if has_dates or not updated else None,
        updated=updated,
        page=page,
        size=size,
    )


def span_in(asked: Asked, *, now: datetime, zone: tzinfo) -> TimeSpan:
    """From `start_date` to `end_date`; where one is missing, the other and 90 days.

    Raises:
        MomentUnreadable: if one is no date.
        SpanTooLong: if they lie more than 90 days apart.

    """
    return _span(asked.get("start_date"), asked.get("end_date"), now=now, zone=zone)


def page_in(asked: Asked) -> tuple[int, int]:
    """Which page, and how many stand on it.

    Raises:
        PageUnreadable: if either is no number, or too large.

    """
    page = _number(asked.get("page", "1"), most=FARTHEST_PAGE)
    return page, _number(asked.get("page_size", str(MOST)), most=MOST)


def ids_in(asked: Asked) -> tuple[UUID, ...] | None:
    """The requests that are named, if any are; what cannot be one of ours is none."""
    if "service_request_id" not in asked:
        return None
    found = (_id(part) for part in listed(asked["service_request_id"])[:MOST])
    return tuple(one for one in found if one is not None)


def request_id_in(text: str) -> UUID:
    """The id of one request.

    Raises:
        RequestUnknown: if it cannot be one of ours.

    """
    found = _id(text)
    if found is None:
        raise RequestUnknown
    return found


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


def _statuses(asked: Asked) -> frozenset[Status]:
    named = listed(asked.get("status", "").lower())
    if not named:
        return frozenset(Status)
    if not set(named) <= {one.value for one in Status}:
        raise StatusUnknown
    return frozenset(Status(one) for one in named)


def _updated(asked: Asked, *, now: datetime, zone: tzinfo) -> TimeSpan | None:
    after, before = asked.get("updated_after"), asked.get("updated_before")
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
