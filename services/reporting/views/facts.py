"""The facts behind one number: codes and dates, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from services.reporting.domain.figures import FactLine, Figure
from services.reporting.domain.organised import AsOrganised
from services.reporting.views.cards import Card, MonthCount, ReportQuestion, card
from services.reporting.views.naming import period_name, unit_name
from services.reporting.views.reforms import ReformNote, ViewChoice, reform_notes, view_choices
from shared.portal.words import Words

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact, as a row."""

    day: date
    unit: str
    kind: str
    reference: str
    node: str
    event_id: str
    amount: int
    share: str
    """Which part of it counts for the unit, where a rule divides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsView:
    """The whole page."""

    unit_name: str
    made_up: bool
    period_name: str
    card: Card
    rows: tuple[FactRow, ...]
    is_first_page: bool
    first_href: str
    next_href: str
    report_href: str
    views: tuple[ViewChoice, ...]
    reforms: tuple[ReformNote, ...]
    now: datetime


def facts_view(
    figure: Figure,
    facts: Sequence[FactLine],
    asked: ReportQuestion,
    *,
    months: Sequence[MonthCount] = (),
    after: str = "",
    next_after: str = "",
) -> FactsView:
    """One page of the facts that `figure` was counted from."""
    here = asked.facts_of(figure.indicator)
    onward = f"{here}&{urlencode({'after': next_after})}" if next_after else ""
    return FactsView(
        unit_name=unit_name(asked.unit, asked.words),
        made_up=asked.unit.made_up,
        period_name=period_name(asked.period, asked.words),
        card=card(figure, asked, months=months),
        rows=tuple(_row(fact, asked) for fact in facts),
        is_first_page=not after,
        first_href=here,
        next_href=onward,
        report_href=asked.report_of(),
        views=view_choices(asked, asked.facts_of(figure.indicator, view=AsOrganised.THEN)),
        reforms=reform_notes(asked),
        now=asked.now,
    )


def _row(fact: FactLine, asked: ReportQuestion) -> FactRow:
    return FactRow(
        day=fact.day,
        unit=asked.names.get(fact.unit, fact.unit),
        kind=kind_of(fact, asked.words),
        reference=fact.reference,
        node=fact.node,
        event_id=fact.event_id,
        amount=fact.amount,
        share="" if fact.share == 1 else f"{fact.share.numerator}/{fact.share.denominator}",
    )


def kind_of(fact: FactLine, words: Words) -> str:
    """What happened, in words; a fact newer than our words keeps its code."""
    key = f"fact.{fact.service}.{fact.fact}"
    return words(key) if words.knows(key) else f"{fact.service}.{fact.fact}"
