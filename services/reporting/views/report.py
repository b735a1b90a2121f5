"""The report of one unit and period: headline, cards, comparison, plain counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.reporting.domain.figures import Figure, Status, UnitLine
from services.reporting.domain.organised import AsOrganised
from services.reporting.views.cards import (
    Card,
    Freshness,
    MonthCount,
    ReportQuestion,
    as_asked,
    card,
    freshness,
    value_text,
)
from services.reporting.views.choices import Choice, Group, period_choices, unit_choices
from services.reporting.views.comparison import Comparison, Line, comparison
from services.reporting.views.naming import (
    indicator_name,
    link,
    measure_word,
    period_name,
    unit_name,
)
from services.reporting.views.reforms import (
    Absence,
    ReformNote,
    ViewChoice,
    absence,
    reform_notes,
    view_choices,
)
from shared.kernel.places import UnitCode
from shared.portal.alphabet import alphabetical
from shared.portal.words import Words

JUDGED = (Status.MET, Status.MISSED)
ORDER = (  # what asks for attention stands first; within, the order of the catalogue
    Status.MISSED,
    Status.MET,
    Status.NO_DATA,
    Status.NOT_APPLICABLE,
    Status.NO_TARGET,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted for a report, before anybody words it."""

    figures: Sequence[Figure]
    monthly: Mapping[str, Sequence[MonthCount]] = field(default_factory=dict)
    children: Sequence[Line] = ()
    units: Sequence[UnitLine] = ()
    known: tuple[date, date] | None = None  # first and last day of any fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something counted for information."""

    code: str
    name: str
    value: str
    unit_of_measure: str
    href: str
    freshness: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The whole page."""

    unit_name: str
    made_up: bool
    period_name: str
    headline: str
    is_empty: bool
    newest_href: str
    tally: tuple[tuple[Status, int], ...]
    missing: tuple[str, ...]
    cards: tuple[Card, ...]
    activities: tuple[Activity, ...]
    comparison: Comparison | None
    periods: tuple[Group, ...]
    units: tuple[Choice, ...]
    views: tuple[ViewChoice, ...]
    view: str
    reforms: tuple[ReformNote, ...]
    absence: Absence | None
    json_href: str
    now: datetime


def report_view(counted: Counted, asked: ReportQuestion) -> ReportView:
    """The report of what was `asked`."""
    told = sorted(
        (figure for figure in counted.figures if not _is_activity(figure)),
        key=lambda figure: ORDER.index(figure.status),
    )
    tally = Counter(figure.status for figure in told)
    period = asked.period
    return ReportView(
        unit_name=unit_name(asked.unit, asked.words),
        made_up=asked.unit.made_up,
        period_name=period_name(period, asked.words),
        headline=_headline(tally, asked.words),
        is_empty=all(figure.completeness.reported == 0 for figure in counted.figures),
        newest_href=_newest(counted, asked),
        tally=tuple((status, tally[status]) for status in ORDER if tally[status]),
        missing=_missing(told, asked.names),
        cards=tuple(_cards(told, counted, asked)),
        activities=tuple(_activities(counted.figures, asked)),
        comparison=comparison(told, counted.children, asked),
        periods=period_choices(period, counted.known, asked.words),
        units=unit_choices(counted.units, asked.unit, asked.words),
        json_href=link(
            "/api/reporting/v1/figures",
            period=period.code,
            unit=asked.unit.code,
            organised=as_asked(asked.view),
        ),
        now=asked.now,
        view=as_asked(asked.view),
        views=view_choices(asked, asked.report_of(view=AsOrganised.THEN)),
        reforms=reform_notes(asked),
        absence=absence(asked),
    )


def names_of(units: Iterable[UnitLine], words: Words) -> dict[UnitCode, str]:
    """Names by code, for everything that speaks of units."""
    return {unit.code: unit_name(unit, words) for unit in units}


def _is_activity(figure: Figure) -> bool:
    return figure.indicator.target is None and figure.indicator.denominator is None


def _headline(tally: Mapping[Status, int], words: Words) -> str:
    judged = sum(tally[status] for status in JUDGED)
    if judged == 0:
        return words("report.headline.none")
    if tally[Status.MISSED] == 0:
        return words("report.headline.all_met", count=judged)
    return words("report.headline.missed", count=tally[Status.MISSED], judged=judged)


def _newest(counted: Counted, asked: ReportQuestion) -> str:
    if counted.known is None:
        return ""
    year = str(counted.known[1].year)
    view = as_asked(asked.view)
    return link("/reports", unit=asked.unit.code, period=year, organised=view)


def _missing(figures: Sequence[Figure], names: Mapping[UnitCode, str]) -> tuple[str, ...]:
    codes = {code for figure in figures for code in figure.completeness.missing}
    return tuple(sorted((names.get(code, code) for code in codes), key=alphabetical))


def _cards(
    figures: Sequence[Figure], counted: Counted, asked: ReportQuestion
) -> Iterable[Card]:
    for figure in figures:
        code = figure.indicator.code
        lines = [
            (unit_name(unit, asked.words), child)
            for unit, theirs in counted.children
            for child in theirs
            if child.indicator.code == code
        ]
        yield card(figure, asked, months=counted.monthly.get(code, ()), lines=lines)


def _activities(figures: Sequence[Figure], asked: ReportQuestion) -> Iterable[Activity]:
    for figure in filter(_is_activity, figures):
        yield Activity(
            code=figure.indicator.code,
            name=indicator_name(figure.indicator, asked.words),
            value=value_text(figure, asked.words),
            unit_of_measure=measure_word(figure.indicator, asked.words),
            href=asked.facts_of(figure.indicator),
            freshness=freshness(figure, asked.names),
        )
