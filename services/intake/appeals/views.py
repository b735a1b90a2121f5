"""How appeals and late cases look to the level above."""

from dataclasses import dataclass

from services.intake.appeals.domain import Appeal, Escalation, EscalationReason, LateState
from services.intake.categories.domain import Tree
from services.intake.categories.views import category_said
from services.intake.handing_over.views import Reading
from shared.portal.formats import day


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """One appeal in the list, or at the head of its page."""

    id: str
    title: str
    unit: str
    filed: str
    rating: str
    state: str
    state_said: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """One late case before a superior."""

    id: str
    title: str
    to_unit: str
    due: str
    raised: str
    why: str
    is_loud: bool
    is_seen: bool


STATES = {
    "waiting": "waiting",
    "filed": "submitted",
    "upheld": "accepted",
    "dismissed": "closed",
}


def appeal_line(appeal: Appeal, *, tree: Tree, reading: Reading) -> AppealLine:
    """An appeal by subject, unit and dates."""
    words = reading.words
    category = category_said(appeal.category, tree, words)
    unit = reading.unit(appeal.unit)
    return AppealLine(
        id=str(appeal.id),
        title=words("decisions.of", category=category, unit=unit),
        unit=unit,
        filed=day(appeal.filed_on, words.language),
        rating=words("appeals.rating", rating=appeal.rating),
        state=STATES[appeal.state],
        state_said=words(f"appeals.state.{appeal.state}"),
        until=day(appeal.until, words.language) if appeal.until else "",
    )


def late_line(late: Escalation, *, tree: Tree, reading: Reading) -> LateLine:
    """A late case by subject, unit and dates, and why it is here."""
    words = reading.words
    category = category_said(late.category, tree, words)
    return LateLine(
        id=str(late.id),
        title=words("decisions.of", category=category, unit=reading.unit(late.unit)),
        to_unit=reading.unit(late.to_unit),
        due=day(late.due_on, words.language),
        raised=day(late.raised_on, words.language),
        why=words(f"escalations.why.{late.reason}"),
        is_loud=late.reason is not EscalationReason.OVERDUE,
        is_seen=late.state is LateState.SEEN,
    )
