"""Promises that a calendar moves: judged by the new day, in whatever order it is heard."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.compliance.domain.breaches import breach_of
from services.compliance.domain.promises import (
    Kind,
    Promise,
    State,
    is_overdue,
    merged,
    state_when_settled,
)
from shared.kernel.places import UnitCode

DUE, LATER = date(2026, 12, 4), date(2026, 12, 7)
NOON = datetime(2026, 12, 1, 5, tzinfo=UTC)
BARE = Promise(kind=Kind.FEEDBACK, subject_id=UUID(int=7), unit=UnitCode("sai-dong"))
GIVEN = replace(BARE, due_on=DUE)
MOVED = replace(BARE, moved_to=LATER, moved_at=NOON)


def settled(on: date) -> Promise:
    return replace(BARE, settled_on=on)


@pytest.mark.parametrize("order", list(permutations([GIVEN, MOVED, settled(LATER)])))
def test_what_is_done_by_the_day_it_was_moved_to_is_kept(order: tuple[Promise, ...]) -> None:
    promise = reduce(merged, order)
    assert promise.judged_on == LATER
    assert state_when_settled(promise) is State.KEPT


def test_nothing_is_broken_before_the_day_it_was_moved_to() -> None:
    promise = merged(GIVEN, MOVED)
    assert is_overdue(GIVEN, LATER)
    assert not is_overdue(promise, LATER)
    assert is_overdue(promise, LATER + timedelta(days=1))
    assert breach_of(promise).due_on == LATER


def test_what_was_moved_nearer_is_judged_by_the_nearer_day() -> None:
    nearer = merged(GIVEN, replace(MOVED, moved_to=DUE - timedelta(days=2)))
    assert state_when_settled(merged(nearer, settled(DUE))) is State.CLEARED


@given(st.permutations([(day, hour) for day, hour in ((5, 1), (3, 2), (8, 3), (4, 4))]))
def test_the_latest_move_stands_in_whatever_order_they_are_heard(
    told: list[tuple[int, int]],
) -> None:
    moves = [
        replace(BARE, moved_to=DUE + timedelta(days=day), moved_at=NOON + timedelta(hours=hour))
        for day, hour in told
    ]
    assert reduce(merged, [GIVEN, *moves]).judged_on == DUE + timedelta(days=4)
