"""Lineage: a model may be followed, its followers too, and nobody follows oneself."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.models.domain.lineage import (
    CopiedAlready,
    Copy,
    CopyOfItself,
    CopyOfOwnUnit,
    checked,
    count_of,
    offshoots,
)
from shared.kernel.places import PlaceCode, UnitCode


def copy(of: int, made: int, unit: str = "west") -> Copy:
    return Copy(
        copy=UUID(int=made),
        source=UUID(int=of),
        unit=UnitCode(unit),
        since=date(2026, 1, 1),
        host=PlaceCode(unit),
    )


def test_a_copy_may_be_copied_on() -> None:
    known = [copy(1, 2), copy(2, 3), copy(1, 4)]
    shoots = offshoots(UUID(int=1), known)
    assert count_of(shoots) == 3
    assert [shoot.copy.copy.int for shoot in shoots] == [2, 4]
    assert shoots[0].below[0].copy.copy.int == 3


def test_no_circle_however_long() -> None:
    with pytest.raises(CopyOfItself):
        checked(copy(3, 1), [copy(1, 2), copy(2, 3)], source_unit=None)
    with pytest.raises(CopyOfItself):
        checked(copy(1, 1), [], source_unit=None)


def test_a_unit_does_not_follow_itself_nor_two_at_once() -> None:
    with pytest.raises(CopyOfOwnUnit):
        checked(copy(1, 2), [], source_unit="west")
    with pytest.raises(CopiedAlready):
        checked(copy(5, 2), [copy(1, 2)], source_unit="east")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_any_graph_can_be_drawn(edges: list[tuple[int, int]]) -> None:
    assert count_of(offshoots(UUID(int=0), [copy(of, made) for of, made in edges])) >= 0
