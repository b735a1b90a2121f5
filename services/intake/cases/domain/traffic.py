"""Traffic: how urgent a promised day is, as a light one can read without its colour."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
