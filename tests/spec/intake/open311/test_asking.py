"""Asking: what parameters mean, and that an empty one means what an absent one does."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.open311.domain.documents import MomentUnreadable, read_moment, written
from services.intake.open311.domain.refusals import PageUnreadable, SpanTooLong, StatusUnknown
from services.intake.open311.domain.requests import (
    LONGEST_SPAN,
    MOST,
    RequestQuery,
    Status,
    request_query_in,
)
from shared.kernel.places import CIVIC_TIME
from shared.kernel.rejection import Rejection

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
FIELDS = ("service_request_id", "service_code", "start_date", "end_date", "status", "page",
          "page_size", "updated_after", "updated_before")  # fmt: skip


def wanted(**asked: str) -> RequestQuery:
    return request_query_in(asked, now=NOW, zone=CIVIC_TIME)


def test_nobody_names_a_span_and_sees_ninety_days() -> None:
    assert wanted().requested.until == NOW
    assert wanted().requested.since == NOW - timedelta(days=90)
    assert wanted().size == MOST


def test_a_list_of_ids_overrides_everything_else() -> None:
    one, two = uuid4(), uuid4()

    found = wanted(service_request_id=f"{one}, {two},nonsense", status="nonsense", page="x")

    assert found.ids == (one, two)


def test_one_date_alone_opens_ninety_days_from_there() -> None:
    found = wanted(start_date="2026-01-01T00:00:00Z").requested
    assert found.until - found.since == LONGEST_SPAN
    found = wanted(end_date="2026-01-01T00:00:00Z").requested
    assert found.until - found.since == LONGEST_SPAN


def test_more_than_ninety_days_are_refused() -> None:
    with pytest.raises(SpanTooLong):
        wanted(start_date="2026-01-01T00:00:00Z", end_date="2026-06-01T00:00:00Z")


def test_who_asks_for_changes_is_not_bound_to_recent_requests() -> None:
    found = wanted(updated_after="2026-11-24T00:00:00Z")
    assert found.requested is None
    assert found.updated.since == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_bare_day_is_a_day_here_from_its_beginning_to_its_end() -> None:
    found = wanted(start_date="2026-11-24", end_date="2026-11-24").requested
    assert written(found.since) == "2026-11-23T17:00:00Z"
    assert written(found.until) == "2026-11-24T16:59:59Z"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-11-25T08:00:00Z", "2026-11-25T08:00:00Z"),
        ("2026-11-25T08:00:00+07:00", "2026-11-25T01:00:00Z"),
        ("2026-11-25T08:00:00 07:00", "2026-11-25T01:00:00Z"),
        ("2026-11-25T08:00:00.123456789-05:00", "2026-11-25T13:00:00Z"),
        ("2026-11-25T08:00", "2026-11-25T01:00:00Z"),
    ],
)
def test_every_w3c_form_is_read(told: str, meant: str) -> None:
    assert written(read_moment(told, zone=CIVIC_TIME)) == meant


@pytest.mark.parametrize(
    "told", ["yesterday", "2026-13-01", "2026-02-30T00:00:00Z", "0000-01-01", "9" * 400,
             "0001-01-01T00:00:00+14:00", "2026-11-25T08:00:00+99:99"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(told: str) -> None:
    with pytest.raises(MomentUnreadable):
        read_moment(told, zone=CIVIC_TIME)


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "²", "9" * 30, "x"])
def test_a_page_is_a_positive_number_of_reasonable_size(page: str) -> None:
    with pytest.raises(PageUnreadable):
        wanted(page=page)
    with pytest.raises(PageUnreadable):
        wanted(page_size=page)


def test_statuses_are_a_list_of_two_words() -> None:
    assert wanted(status="open, CLOSED").statuses == set(Status)
    assert wanted(status="closed").statuses == {Status.CLOSED}
    with pytest.raises(StatusUnknown):
        wanted(status="open,fixed")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(min_size=1)))
def test_whatever_is_asked_is_understood_or_refused(asked: dict[str, str]) -> None:
    try:
        found = request_query_in(asked, now=NOW, zone=CIVIC_TIME)
    except Rejection:
        return
    assert found.ids is None or all(isinstance(one, UUID) for one in found.ids)
