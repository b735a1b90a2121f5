"""What is looked for among dossiers."""

from dataclasses import dataclass, field
from enum import StrEnum

COUNTED_UP_TO = 1000
"""Beyond that nobody counts on a page: it is said that there are more."""


class DossierTab(StrEnum):
    """Which dossiers, seen from the desk: what is urgent first."""

    OPEN = "open"
    """A date runs."""
    AT_RISK = "at-risk"
    """Four fifths of the time are used, or one working day is left; not late yet."""
    OVERDUE = "overdue"
    WAITING = "waiting"
    BREACHES = "breaches"
    """More was asked of the applicant than the law allows."""
    ALL = "all"


SOONEST_FIRST = frozenset({DossierTab.OPEN, DossierTab.AT_RISK, DossierTab.OVERDUE})
"""By the promised date; the others by what happened last, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A view and its sieves; `scopes` are the units one may read of, if not all."""

    view: DossierTab = DossierTab.OPEN
    unit: str = ""
    code: str = ""
    scopes: tuple[str, ...] | None = field(default=None)
