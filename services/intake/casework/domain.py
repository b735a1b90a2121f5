"""The inbox: which of the open cases an officer looks at, and in which order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

PAGE = 50
NOBODY = "nobody"


class InboxTab(StrEnum):
    """The views of the inbox."""

    ALL = "all"
    TRIAGE = "triage"
    """Nobody has read it yet."""
    MINE = "mine"
    OVERDUE = "overdue"
    OTHERS = "others"
    """Another unit has it, or is to take it over."""
    CITIZEN = "citizen"
    """Answered; whoever wrote may still say that it is not done."""
    REOPENED = "reopened"


class Order(StrEnum):
    """What stands first."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class After:
    """The row after which a page begins: what it is ordered by, then its id."""

    key: str
    id: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What stands in an address; None if it is nothing of ours.

        >>> After.read("2018-10-16_018f0000-0000-7000-8000-000000000001").key
        '2018-10-16'
        """
        key, _, case_id = text.partition("_")
        try:
            datetime.fromisoformat(key)
            return cls(key, UUID(case_id))
        except ValueError:
            return None

    def written(self) -> str:
        """As it stands in an address."""
        return f"{self.key}_{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxQuery:
    """What is asked of the inbox; an empty condition asks nothing."""

    units: Collection[str]
    """Those whose cases one may see."""
    me: UUID
    today: date
    view: InboxTab = InboxTab.ALL
    categories: Collection[str] = ()
    """A category and all below it."""
    channel: str = ""
    assigned: str = ""
    """An account, or `nobody`."""
    words: str = ""
    order: Order = Order.DUE
    after: After | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as a line of the inbox."""

    id: UUID
    number: str
    unit: str
    category: str
    leaf: str
    channel: str
    visibility: str
    text: str
    address: str
    state: str
    version: int
    received_at: datetime
    promised_on: date
    due_on: date
    reopen_until: date | None
    reopened: int
    assigned_to: UUID | None
    assignee: str | None
    holder: UUID | None
    """Who has it in hand just now."""
    holder_name: str | None
    held_until: datetime | None
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A case a colleague has given to somebody a while ago, and which still waits."""

    number: str
    text: str
    at: datetime
    by: str
    """The colleague's account, as entries are signed."""


def after_of(row: Row, order: Order) -> After:
    """Where the page after this row begins."""
    key = row.promised_on if order is Order.DUE else row.received_at
    return After(key.isoformat(), row.id)


WEEK_DAYS = 7


class CaseLight(StrEnum):
    """How near a promised day is."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Traffic:
    """A light and the days to go; below zero once the day has passed."""

    light: CaseLight
    days: int


def traffic(due_on: date, today: date) -> Traffic:
    """Where a promise stands on a day.

    >>> traffic(date(2018, 10, 15), date(2018, 10, 16))
    Traffic(light=<CaseLight.OVERDUE: 'overdue'>, days=-1)
    """
    days = (due_on - today).days
    if days < 0:
        return Traffic(CaseLight.OVERDUE, days)
    if days <= 1:
        return Traffic(CaseLight.TOMORROW if days else CaseLight.TODAY, days)
    is_near = due_on <= today + timedelta(WEEK_DAYS)
    return Traffic(CaseLight.THIS_WEEK if is_near else CaseLight.LATER, days)
