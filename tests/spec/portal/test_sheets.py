"""Lists sorted and paged by the server, and days one looks at pages as of."""

from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from shared.portal.as_of import AsOf, as_of
from shared.portal.list_query import Column, ListQuery, counted, keyed, list_query_of

NAME, DUE = Column("Tên", sort="name"), Column("Hạn", sort="due")
TODAY, REFORM = date(2025, 10, 16), date(2025, 7, 1)
words = st.text("abcđ1 &=?-", max_size=6)


def asking(address: str) -> Request:
    path, _, query = address.partition("?")
    return Request({
        "type": "http", "method": "GET", "path": path, "headers": [],
        "query_string": query.encode(), "server": ("localhost", 80), "scheme": "http",
    })  # fmt: skip


def read(address: str) -> ListQuery:
    return list_query_of(asking(address), ("name", "due"))


def test_a_list_nobody_asked_to_sort_comes_in_its_first_order() -> None:
    sheet = read("/units")
    assert (sheet.order_of(NAME), sheet.order_of(DUE)) == ("ascending", "")


def test_the_same_column_again_turns_the_order_round() -> None:
    once = read(read("/units").by(DUE))
    twice = read(once.by(DUE))

    assert once.order_of(DUE) == "ascending"
    assert twice.order_of(DUE) == "descending"
    assert read(twice.by(DUE)).order_of(DUE) == "ascending"


@given(field=words, query=words, page=st.integers(1, 99))
def test_every_link_keeps_the_filters(field: str, query: str, page: int) -> None:
    filters = tuple((k, v) for k, v in (("field", field), ("q", query)) if v)
    sheet = ListQuery(path="/models", filters=filters, sort="name", page=page)

    for href in (sheet.by(DUE), sheet.at(page + 1), sheet.following("k")):
        assert read(href).filters == filters


@given(sort=st.sampled_from(["name", "due"]), down=st.booleans(), page=st.integers(1, 10**4))
def test_an_address_says_exactly_how_the_list_was_asked_for(
    sort: str, page: int, *, down: bool
) -> None:
    sheet = ListQuery(path="/units", sort=sort, is_descending=down, page=page)
    assert read(sheet.href) == sheet


@pytest.mark.parametrize(
    "query", ["sort=password", "sort=-", "page=0", "page=-3", "page=9e9", "page=²", "lang=en"]
)
def test_nonsense_in_the_address_is_the_plain_list(query: str) -> None:
    assert read(f"/units?{query}") == read("/units")


@given(total=st.integers(0, 1000), size=st.integers(1, 80))
def test_pages_cover_a_list_without_gap_or_overlap(total: int, size: int) -> None:
    seen, sheet = 0, ListQuery(path="/units", size=size)
    while True:
        pages = counted(sheet, total=total)
        assert pages.first == min(seen + 1, total)
        seen = pages.last
        if not pages.next_href:
            break
        sheet = ListQuery(path="/units", size=size, page=sheet.page + 1)
    assert seen == total


def test_a_list_too_long_to_count_goes_on_from_a_key_and_back_to_its_start() -> None:
    sheet = read("/models?q=r%C3%A1c&after=k1")
    pages = keyed(sheet, shown=50, next_after="k2")

    assert dict(parse_qsl(urlsplit(pages.next_href).query))["after"] == "k2"
    assert read(pages.first_href).after == ""
    assert pages.total is None


def look(query: str = "") -> AsOf:
    marks = [REFORM, date(2018, 1, 1), date(2026, 1, 1)]
    return as_of(asking(f"/units/tree{query}"), today=TODAY, marks=marks)


def test_the_tree_is_looked_at_as_of_today_unless_told() -> None:
    assert look().day == TODAY
    assert (look().previous, look().next) == (REFORM, date(2026, 1, 1))


def test_a_day_can_be_picked_or_slid_to() -> None:
    slid = look(f"?nth={look('?on=2025-07-01').nth}")
    assert slid.day == look("?on=2025-07-01").day == REFORM


@pytest.mark.parametrize("query", ["?on=2025-13-01", "?on=x", "?nth=x", "?nth=99999999999"])
def test_a_day_that_does_not_exist_is_today(query: str) -> None:
    assert look(query).day == TODAY


def test_nothing_is_known_before_the_first_mark() -> None:
    assert look("?on=1990-01-01").day == look("?nth=-5").day == look().first


@given(st.dates(date(2018, 1, 1), date(2040, 1, 1)))
def test_the_way_to_a_day_leads_there_and_keeps_the_rest(day: date) -> None:
    there = look("?kind=ward").on(day)
    found = as_of(asking(there), today=TODAY, first=date(2018, 1, 1))

    assert found.day == day
    assert found.kept == (("kind", "ward"),)
    assert found.first + timedelta(days=found.nth) == day
