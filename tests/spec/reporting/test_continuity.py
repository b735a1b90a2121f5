"""Continuity: whatever order numbers come in, and however often, only holes are missing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.continuity import Cursor, advanced, holes, missing_count

numbers = st.integers(1, 60)
heard = st.lists(numbers, max_size=80)
batches = st.lists(heard, max_size=8)


def after(batches: list[list[int]]) -> Cursor:
    cursor = Cursor()
    for batch in batches:
        cursor = advanced(cursor, batch)
    return cursor


def covered(cursor: Cursor) -> set[int]:
    found = set(range(1, cursor.nseq + 1))
    for first, last in cursor.ahead:
        found |= set(range(first, last + 1))
    return found


def missing(cursor: Cursor, head: int) -> set[int]:
    return {n for first, last in holes(cursor, head) for n in range(first, last + 1)}


@given(batches)
def test_a_cursor_covers_exactly_what_was_heard(batches: list[list[int]]) -> None:
    assert covered(after(batches)) == set().union(*batches)


@given(batches, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(batches: list[list[int]], dice: object) -> None:
    flat = [number for batch in batches for number in batch]
    again = [*flat, *flat]
    dice.shuffle(again)  # type: ignore[attr-defined] # hypothesis' own Random

    assert after([[number] for number in again]) == after([flat]) == after(batches)


@given(batches)
def test_spans_ahead_stand_apart_and_beyond_a_hole(batches: list[list[int]]) -> None:
    cursor = after(batches)
    edges = [(0, cursor.nseq), *cursor.ahead]

    assert all(first <= last for first, last in cursor.ahead)
    assert all(left[1] + 1 < right[0] for left, right in pairwise(edges))


@given(batches, st.integers(0, 3))
def test_holes_are_the_complement_below_the_head(batches: list[list[int]], more: int) -> None:
    cursor = after(batches)
    known = max(covered(cursor), default=0) + more

    assert missing(cursor, known) == set(range(1, known + 1)) - covered(cursor)
    assert missing_count(cursor, known) == len(missing(cursor, known))


@given(batches, st.integers(0, 3))
def test_what_is_missing_and_then_said_again_leaves_no_hole(
    batches: list[list[int]], more: int
) -> None:
    cursor = after(batches)
    known = max(covered(cursor), default=0) + more

    filled = advanced(cursor, missing(cursor, known))

    assert filled == Cursor(known)
    assert holes(filled, known) == ()
