"""Routing: which unit a case goes to, by what it is about, where, and when it came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

DAYS_OF_WEEK = 7
ALL_WEEK = frozenset(range(DAYS_OF_WEEK))


class RuleSaysNothing(Rejection):
    """Quy tắc cần ít nhất một điều kiện: lĩnh vực, địa bàn hoặc thời gian.
    A rule needs a condition at least: a category, an area or a time.
    """


class WindowHalfOpen(Rejection):
    """Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai; hai giờ phải khác nhau.
    Give both the hour it begins and the hour it ends, or neither; they must differ.
    """


class RuleTooEarly(Rejection):
    """Quy tắc chỉ có hiệu lực từ hôm nay trở đi.
    A rule takes effect today or later.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Cases of a category and all below it, of a unit and all below it, at some hours.

    What is None, or a whole week, holds always. Hours may run past midnight.
    """

    id: UUID
    unit: UnitCode
    category: str | None = None
    area: str | None = None
    weekdays: frozenset[int] = ALL_WEEK
    begins: time | None = None
    ends: time | None = None
    profile: str | None = None
    valid_from: date
    valid_to: date | None = None

    @property
    def has_window(self) -> bool:
        """Whether it holds at some times only."""
        return self.begins is not None or self.weekdays != ALL_WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A case at the moment it comes in: its category, topmost first; its unit, itself first."""

    categories: Sequence[str]
    units: Sequence[str]
    at: datetime
    """In civic time of the place."""


def checked(rule: Rule, *, today: date) -> Rule:
    """A rule one may write down.

    Raises:
        RuleSaysNothing: if it would hold for everything.
        WindowHalfOpen: if only one of its hours is given.
        RuleTooEarly: if it began before today.

    """
    if (rule.begins is None) != (rule.ends is None) or (
        rule.begins is not None and rule.begins == rule.ends
    ):
        raise WindowHalfOpen
    if rule.category is None and rule.area is None and not rule.has_window:
        raise RuleSaysNothing
    if rule.valid_from < today:
        raise RuleTooEarly
    return rule


def holds(rule: Rule, arrival: Arrival) -> bool:
    """Whether a rule is about a case."""
    day = arrival.at.date()
    return (
        rule.valid_from <= day
        and (rule.valid_to is None or day < rule.valid_to)
        and (rule.category is None or rule.category in arrival.categories)
        and (rule.area is None or rule.area in arrival.units)
        and is_within(rule, arrival.at)
    )


def is_within(rule: Rule, at: datetime) -> bool:
    """Whether a moment lies in a rule's hours; past midnight still counts to the day before."""
    clock, weekday = at.time(), at.weekday()
    if rule.begins is None or rule.ends is None:
        return weekday in rule.weekdays
    if rule.begins < rule.ends:
        return weekday in rule.weekdays and rule.begins <= clock < rule.ends
    yesterday = (weekday - 1) % DAYS_OF_WEEK
    return (weekday in rule.weekdays and clock >= rule.begins) or (
        yesterday in rule.weekdays and clock < rule.ends
    )


def chosen(rules: Iterable[Rule], arrival: Arrival) -> Rule | None:
    """The most specific rule that holds: by category, then area, then hours, then the newest.

    What decides between equals is the rule's own id, so that two nodes never differ.
    """
    holding = [rule for rule in rules if holds(rule, arrival)]
    return max(holding, key=lambda rule: weight(rule, arrival), default=None)


def weight(rule: Rule, arrival: Arrival) -> tuple[int, int, int, date, int]:
    """How closely a rule fits a case; the greater, the closer."""
    depth = arrival.categories.index(rule.category) + 1 if rule.category else 0
    nearness = len(arrival.units) - arrival.units.index(rule.area) if rule.area else 0
    hours = (rule.begins is not None) + (rule.weekdays != ALL_WEEK)
    return (depth, nearness, hours, rule.valid_from, rule.id.int)
