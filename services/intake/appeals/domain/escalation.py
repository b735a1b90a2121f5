"""Escalation: a case that is late comes before the next superior; nobody is skipped silently.

A superior that has ended is passed over for the one above; where nobody is found, that is told
to the node above. What nobody looks at goes on upward by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotFound
from shared.kernel.working_days import ONE_DAY, Calendar

NAMESPACE = UUID("6b1f2c0e-5f5f-4f0b-9a43-2d6d0c5c9a11")


class EscalationUnknown(NotFound):
    """Không có việc quá hạn nào như vậy ở đây.
    There is no such late case here.
    """


class EscalationReason(StrEnum):
    """Why it comes before a superior."""

    OVERDUE = "overdue"
    UNSEEN = "unseen"
    """The one before did not look at it."""
    NOBODY_ABOVE = "nobody_above"
    """No superior was found where one should be."""


class LateState(StrEnum):
    """How it stands."""

    OPEN = "open"
    SEEN = "seen"
    RAISED = "raised"
    """Nobody looked at it; it went on."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """So many working days after the promised day, the case is so many levels up."""

    level: int
    after_working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """When what goes how far up."""

    rungs: tuple[Rung, ...]
    unseen_working_days: int
    """After so many days without anybody looking at it, it goes one level further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A late case before a superior."""

    id: UUID
    case_id: UUID
    unit: UnitCode
    to_unit: UnitCode
    category: str
    due_on: date
    level: int
    reason: EscalationReason
    raised_on: date
    is_here: bool
    """Whether the superior is served by this node."""
    state: LateState = LateState.OPEN
    seen_by: UUID | None = None
    seen_on: date | None = None


def escalation_id(case_id: UUID, due_on: date, level: int) -> UUID:
    """The same for the same lateness and level, wherever it is worked out."""
    return uuid5(NAMESPACE, f"{case_id} {due_on} {level}")


def last_day_late(today: date, working_days: int, calendar: Calendar) -> date:
    """The latest promised day that is at least so many working days past.

    >>> last_day_late(date(2026, 3, 6), 3, Calendar())
    datetime.date(2026, 3, 3)
    """
    day, passed = today, 0
    while passed < working_days:
        passed += calendar.is_working_day(day)
        day -= ONE_DAY
    return day


def superior(
    line: Sequence[str], level: int, *, parent: str | None
) -> tuple[UnitCode, EscalationReason]:
    """Before whom a late case comes: that level of the line, or the highest there is.

    `line` is the unit and its superiors of today. Where it has none, the node above is told.

    >>> superior(("east", "district", "city"), 5, parent="district")
    ('city', <EscalationReason.OVERDUE: 'overdue'>)
    >>> superior(("east",), 1, parent="district")
    ('district', <Reason.NOBODY_ABOVE: 'nobody_above'>)
    """
    if len(line) > 1:
        return UnitCode(line[min(level, len(line) - 1)]), EscalationReason.OVERDUE
    return UnitCode(parent or line[0]), EscalationReason.NOBODY_ABOVE


def next_above(line: Sequence[str]) -> UnitCode | None:
    """Who stands above the first of a line."""
    return UnitCode(line[1]) if len(line) > 1 else None


def due_levels(
    due_on: date, today: date, *, ladder: Ladder, calendar: Calendar
) -> Iterator[int]:
    """Every level a case that was promised for a day has to be at by now."""
    for rung in ladder.rungs:
        if due_on <= last_day_late(today, rung.after_working_days, calendar):
            yield rung.level
