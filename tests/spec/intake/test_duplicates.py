"""Duplicates: near, recent, of one category and told in like words, with marks or without."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.intake.cases.domain.duplicates import (
    LIKELY,
    Point,
    Sighting,
    cell_of,
    cells_around,
    likely,
    likeness,
    metres_between,
)

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)
HERE = Point(21.0365, 105.9085)
WASTE = ("env_sanitation", "env_waste")
HEAP = Sighting(
    at=AT,
    words="Rác đổ thành đống cạnh cột điện đầu ngõ 557 Nguyễn Văn Linh, có mùi",
    category=WASTE,
    location=HERE,
)
SAME_HEAP = Sighting(
    at=AT + timedelta(days=1),
    words="dau ngo 557 nguyen van linh rac chat dong, mui hoi",
    category=WASTE,
    location=Point(21.0367, 105.9086),
)
spots = st.builds(Point, st.floats(21.02, 21.04), st.floats(105.89, 105.91))


def test_the_same_heap_told_twice_is_found_whatever_the_keyboard() -> None:
    like = likeness(SAME_HEAP, HEAP)
    assert like.score > LIKELY
    assert like.is_same_category
    assert like.metres is not None
    assert like.metres < 50
    assert {"rac", "557", "linh"} & set(like.words)


def test_why_is_told_in_the_words_of_the_older() -> None:
    assert likeness(SAME_HEAP, HEAP).days == 1
    assert set(likeness(SAME_HEAP, HEAP).words) <= set("rac dong dau ngo 557 nguyen".split())  # noqa: SIM905


def test_another_street_is_another_case() -> None:
    elsewhere = Sighting(at=AT, words=HEAP.words, category=WASTE, location=Point(21.05, 105.92))
    assert likely([("far", likeness(SAME_HEAP, elsewhere))]) == []


def test_another_matter_at_the_same_spot_is_another_case() -> None:
    light = Sighting(
        at=AT,
        words="Đèn đường tắt ba tối liền",
        category=("urban_infrastructure", "infra_light"),
        location=HERE,
    )
    assert likeness(SAME_HEAP, light).score < LIKELY


def test_without_a_map_the_words_decide() -> None:
    one = Sighting(at=AT, words=HEAP.words, category=WASTE)
    other = Sighting(at=AT, words=SAME_HEAP.words, category=WASTE)
    stranger = Sighting(at=AT, words="Xe tải đỗ chắn cổng trường", category=WASTE)
    assert likeness(other, one).metres is None
    assert likeness(other, one).score > LIKELY > likeness(other, stranger).score


@given(spots, spots)
def test_whatever_is_near_lies_in_a_cell_beside(one: Point, other: Point) -> None:
    if metres_between(one, other) <= 300:
        assert cell_of(other) in cells_around(one)


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    mine = Sighting(at=AT, words=one, category=WASTE)
    theirs = Sighting(at=AT + timedelta(days=3), words=other, category=WASTE)
    score = likeness(mine, theirs).score
    assert 0 <= score <= 1
    assert score == likeness(theirs, mine).score


def test_the_likeliest_stands_first_and_there_are_few() -> None:
    found = [(nth, likeness(SAME_HEAP, HEAP)) for nth in range(9)]
    assert [nth for nth, _ in likely(found)] == [0, 1, 2, 3, 4]
