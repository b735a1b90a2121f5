"""Is anything missing? Numbers without a hole, whatever the order they arrive in."""

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]
"""First and last number, both included."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to `nseq` was heard, and beyond a hole the spans of `ahead`."""

    nseq: int = 0
    ahead: tuple[Span, ...] = ()


def advanced(cursor: Cursor, numbers: Iterable[int]) -> Cursor:
    """The cursor after these numbers came through; again or in any order is the same.

    >>> advanced(Cursor(3), [7, 4, 6])
    Cursor(nseq=4, ahead=((6, 7),))
    >>> advanced(Cursor(4, ((6, 7),)), [5])
    Cursor(nseq=7, ahead=())
    """
    spans = sorted([*cursor.ahead, *((number, number) for number in numbers)])
    nseq = cursor.nseq
    ahead: list[Span] = []
    for first, last in spans:
        if first <= nseq + 1:
            nseq = max(nseq, last)
        elif ahead and first <= ahead[-1][1] + 1:
            ahead[-1] = (ahead[-1][0], max(ahead[-1][1], last))
        else:
            ahead.append((first, last))
    return Cursor(nseq, tuple(ahead))


def holes(cursor: Cursor, head: int) -> tuple[Span, ...]:
    """What is missing below `head`, the last number known to exist.

    >>> holes(Cursor(4, ((6, 7),)), head=9)
    ((5, 5), (8, 9))
    >>> holes(Cursor(9), head=9)
    ()
    """
    missing: list[Span] = []
    expected = cursor.nseq + 1
    for first, last in cursor.ahead:
        missing.append((expected, first - 1))
        expected = last + 1
    if expected <= head:
        missing.append((expected, head))
    return tuple(missing)


def missing_count(cursor: Cursor, head: int) -> int:
    """How many numbers are missing below `head`."""
    return sum(last - first + 1 for first, last in holes(cursor, head))
